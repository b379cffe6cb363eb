import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureEngine } from "../../local/engine";
import { mockEngine, registered, settle } from "../component/mocks";
import { problems, transpiled } from "./compiler";
import { checkout, Installed } from "./installed";

const packages = ["floe", "@floe/provider", "@floe/constructs", "@floe/local"];
const readme = /```ts\n(.*?)```/s.exec(readFileSync(join(checkout, "README.md"), "utf8"))?.[1] ?? "";
const kafka = /```ts\n(.*?)```/s.exec(readFileSync(join(checkout, "docs", "kafka.md"), "utf8"))?.[1] ?? "";
const doors = readFileSync(join(__dirname, "consumer", "doors.mts"), "utf8");
let installed: Installed;

beforeAll(() => {
  installed = new Installed();
}, 240_000);
afterAll(() => installed.remove());

describe("the packages, installed outside the checkout", () => {
  it("are of one version, which others of them ask for", () => {
    const versions = packages.map((name) => installed.manifest(name).version);
    expect(new Set(versions).size).toBe(1);
    expect(installed.manifest("floe").peerDependencies?.["@floe/local"]).toBe(versions[0]);
    const asked = createRequire(installed.path("@floe/provider/package.json"))(
      "./dist/schema.json",
    ) as object;
    expect(asked).toMatchObject({ name: "floe", version: versions[0] });
  });

  it.each(packages)("%s asks for every package its code imports", (name) => {
    const { dependencies, peerDependencies } = installed.manifest(name);
    const own = new Set([
      ...Object.keys({ ...dependencies, ...peerDependencies }),
      ...builtinModules,
      "node",
    ]);
    const imported = codeOf(installed.path(name)).flatMap((file) =>
      [
        ...readFileSync(file, "latin1").matchAll(/\b(?:require|import)\("((?:@[\w-]+\/)?[\w-]+)[^"\s]*"\)/g),
      ].map(([, module = ""]) => module),
    );
    expect([...new Set(imported)].filter((module) => !own.has(module))).toEqual([]);
  });

  it("carry the Python that goes to Snowflake, and no machine's leftovers", () => {
    const carried = readdirSync(installed.path("floe/python"), { recursive: true, encoding: "utf8" });
    expect(carried).toContain(join("floe_kedro", "handler.py"));
    expect(carried).toContain(join("floe_connect", "keeper.py"));
    expect(carried.filter((path) => path.includes("__pycache__"))).toEqual([]);
  });

  it("carry Kafka's source without its driver, and leave the runner of Flink to the release", () => {
    const plugin = join("connectors", "snowflake-source", "target", "plugin");
    for (const place of [join("floe", plugin), join("@floe/local", "dist", plugin)])
      expect(readdirSync(installed.path(place))).toEqual([
        expect.stringMatching(/^floe-snowflake-source-.*\.jar$/),
      ]);
    const { version } = installed.manifest("floe");
    for (const jar of [`floe-snowflake-source-${version}.jar`, `floe-flink-sql-${version}.jar`])
      expect(readdirSync(installed.release)).toContain(jar);
  });

  it.each(["node16", "bundler"] as const)(
    "type check, and so do the README's program and that of Kafka's page (%s)",
    (resolution) => {
      const programs = { "readme.ts": readme, "kafka.ts": kafka, "doors.mts": doors };
      const files = Object.entries(programs).map(([name, text]) => installed.write(name, text));
      expect(problems(files, resolution, installed.folder)).toEqual([]);
    },
    60_000,
  );

  it.each(["node16", "bundler"] as const)(
    "show a program's mistakes (%s)",
    (resolution) => {
      const wrong = installed.write("wrong.ts", readme.replace("threshold: 0.6", 'threshold: "0.6"'));
      const [problem = "", ...others] = problems([wrong], resolution, installed.folder);
      expect(problem).toContain("Type 'string' is not assignable to type 'number'");
      expect(others).toEqual([]);
    },
    60_000,
  );

  it("run the README's program", async () => {
    await mockEngine();
    createRequire(installed.write("readme.js", transpiled(readme, "CommonJS")))("./readme.js");
    await settle();
    const types = registered.map(({ type }) => type);
    expect(types[0]).toBe("floe:components:Loop");
    expect(types).toEqual(expect.arrayContaining(["floe:sagemaker:TrainingJob", "floe:snowflake:TaskGraph"]));
  });

  it("are one to an ES module, by every door", () => {
    const file = installed.write("doors.mjs", transpiled(doors, "ES2022"));
    expect(JSON.parse(execFileSync(process.execPath, [file], { encoding: "utf8" }))).toEqual({
      classes: ["Loop", "Endpoint", "Provider", "Check", "StorageExchange"],
      oneError: true,
    });
  });
});

describe("the installed plugin", () => {
  it("starts and answers with the schema of its package", async () => {
    const child = spawn(installed.path("@floe/provider/dist/plugin/pulumi-resource-floe"), ["127.0.0.1:1"], {
      cwd: installed.folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const client = new ResourceProviderClient(
        `127.0.0.1:${line.toString().trim()}`,
        credentials.createInsecure(),
      );
      const answer = await new Promise<GetSchemaResponse>((resolve, reject) => {
        client.getSchema(new GetSchemaRequest(), (error, response) =>
          error ? reject(error) : resolve(response),
        );
      });
      client.close();
      const published = readFileSync(installed.path("@floe/provider/dist/schema.json"), "utf8");
      expect(JSON.parse(answer.getSchema())).toEqual(JSON.parse(published));
    } finally {
      child.kill("SIGKILL");
    }
  });
});

describe("the plugin's archive", () => {
  it("is installed by the engine, which then finds its schema", async () => {
    const engine = await ensureEngine({ log: () => undefined });
    const version = installed.manifest("floe").version;
    const archives = readdirSync(installed.release).filter((file) => file.endsWith(".tar.gz"));
    expect(archives.length).toBe(6);
    const archive = join(
      installed.release,
      archives.find((file) => file.includes("linux-amd64"))!,
    );
    const env = {
      ...process.env,
      PULUMI_HOME: join(installed.folder, "pulumi"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const pulumi = (...args: string[]) =>
      execFileSync(engine.path, args, { cwd: installed.folder, encoding: "utf8", env });
    pulumi("plugin", "install", "resource", "floe", version, "--file", archive);
    const known = JSON.parse(pulumi("package", "get-schema", "floe")) as {
      version: string;
      resources: object;
    };
    const published = JSON.parse(
      readFileSync(join(installed.release, "schema.json"), "utf8"),
    ) as typeof known;
    expect(known.version).toBe(version);
    expect(Object.keys(known.resources).sort()).toEqual(Object.keys(published.resources).sort());
  });
});

describe("the installed command", () => {
  const floe = (...args: string[]) =>
    spawnSync(installed.path(".bin/floe"), args, {
      cwd: installed.folder,
      encoding: "utf8",
      env: { ...process.env, FLOE_STATE: join(installed.folder, "state") },
    });

  it("has its version, its examples nowhere, and the stand-ins' types", () => {
    expect(floe("--version").stdout.trim()).toBe(installed.manifest("floe").version);
    expect(floe("local", "types", "--json").stdout).toContain("aws:s3/bucket:Bucket");
    const { status, stderr } = floe("up", "flight-delays");
    expect([status, stderr]).toEqual([2, expect.stringContaining("give a folder with a Pulumi.yaml")]);
    const kedro = floe("kedro", "graph", ".");
    expect([kedro.status, kedro.stderr]).toEqual([2, expect.stringContaining("is no Kedro project")]);
  });

  it("runs the local cloud, Python included", () => {
    try {
      expect(floe("local", "up").status).toBe(0);
      floe("local", "sql", "CREATE DATABASE D");
      const body =
        "def run(session):\n  return 'from ' + session.sql('SELECT 6 * 7').collect()[0][0].__str__()";
      const procedure = `CREATE PROCEDURE D.PUBLIC.P() RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11'
        PACKAGES = ('snowflake-snowpark-python') HANDLER = 'run' AS $$${body}$$`;
      expect(floe("local", "sql", procedure).status).toBe(0);
      expect(floe("local", "sql", "CALL D.PUBLIC.P()").stdout).toContain("from 42");
    } finally {
      floe("local", "down");
    }
  }, 60_000);

  it("says what to install where only the components are", () => {
    rmSync(installed.path("@floe/local"), { recursive: true });
    const { status, stderr } = floe("--version");
    expect([status, stderr]).toEqual([4, expect.stringContaining("npm install -D @floe/local")]);
  });
});

/** The JavaScript files of a package, without what a bundle was made of. */
function codeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".js") && !path.includes("node_modules"))
    .map((path) => join(folder, path));
}
