import { spawn } from "node:child_process";
import { ensurePython } from "../../../local/python/environment";
import { ADMIN, startServer, type TestServer } from "../../support/snowflake-client";

/** A local Snowflake for scripts of the Python driver. */
export interface PythonDriver {
  readonly server: TestServer;
  /**
   * Runs a script with `settings` (how to connect) and `given` (arguments), and answers the last line it prints, read
   * as JSON.
   */
  run(script: string, ...given: readonly string[]): Promise<unknown>;
}

export async function startPythonDriver(): Promise<PythonDriver> {
  const { executable } = await ensurePython({ log: () => undefined });
  const server = await startServer();
  const settings = {
    account: "FLOE_LOCAL",
    user: ADMIN.user,
    password: ADMIN.password,
    host: server.server.host,
    port: server.server.port,
    protocol: "http",
    role: "ACCOUNTADMIN",
    warehouse: "COMPUTE_WH",
  };
  return {
    server,
    run: (script, ...given) => {
      const text = `import json, sys\nsettings, given = json.loads(sys.argv[1]), sys.argv[2:]\n${script}`;
      const child = spawn(executable, ["-W", "ignore", "-c", text, JSON.stringify(settings), ...given]);
      return new Promise((resolve, reject) => {
        let [out, err] = ["", ""];
        child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
        child.on("close", (code) =>
          code === 0 ? resolve(JSON.parse(out.trim().split("\n").at(-1) ?? "null")) : reject(new Error(err)),
        );
      });
    },
  };
}
