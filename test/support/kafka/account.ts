import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { built } from "../../../local/paths";
import { Kept } from "../../../local/processes/kept";
import { scrubbedEnvironment, Supervised } from "../../../local/processes/supervised";
import { until } from "./until";

/** Serves an account in a process of its own, so that it can be killed. */
const SERVER = `
  const [, start, options] = process.argv;
  require(start).startSnowflake({ ...JSON.parse(options), log: console.log });
  process.stdin.on("end", () => process.exit(0)).resume();
`;

/** A local Snowflake in a process that is started again, on the state it had, when it is killed. */
export function keepAccount(
  stateDir: string,
  port: number,
  admin: { readonly user: string; readonly password: string },
  log: (line: string) => void,
  /** How often it may be killed. Default: as often as {@link Kept} lets a process end. */
  limit?: number,
): Promise<Kept> {
  const server = built("local", "snowflake", "server", "start.js");
  mkdirSync(join(stateDir, "logs"), { recursive: true });
  return Kept.start({
    name: "local Snowflake",
    log,
    ...(limit !== undefined && { limit }),
    start: () =>
      Supervised.start({
        command: process.execPath,
        args: ["-e", SERVER, server, JSON.stringify({ stateDir, port, admin })],
        env: scrubbedEnvironment({}),
        output: { file: join(stateDir, "logs", "snowflake.log") },
      }),
    ready: (process) =>
      until(
        () => {
          if (!process.running) throw new Error("the local Snowflake did not start");
          return healthy(port);
        },
        () => "the local Snowflake does not answer",
      ),
  });
}

const healthy = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
