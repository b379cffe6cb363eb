import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { snowflakePreviewFeatures } from "../../blueprints";
import { startCloud } from "../../local/cloud/start";
import { StateFolder } from "../../local/cloud/state";
import { cloudEnvironment } from "../../cli/stack/environment";
import { ensureEngine, type Engine } from "../../local/engine";
import { built, cacheDir, packageRoot } from "../../local/paths";
import type { Deployment } from "./deployment";
import { project } from "./engineRun";
import { measure, type Measured } from "./measure";

const run = promisify(execFile);
const providers = ["aws", "snowflake", "floe"] as const;

/** Runs the engine on the recording providers, each time on an empty stack of a backend of its own. */
export class EngineBench {
  private readonly env: NodeJS.ProcessEnv;
  private readonly plugins: Record<string, string> = {};
  private readonly data: string;

  private constructor(
    private readonly folder: string,
    private readonly engine: Engine,
  ) {
    this.data = join(folder, "sales.csv");
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|SNOWFLAKE_|PULUMI_)/.test(name));
    this.env = {
      ...Object.fromEntries(own),
      PATH: `${dirname(engine.path)}:${process.env.PATH ?? ""}`,
      AWS_REGION: "us-east-1",
      PULUMI_HOME: join(cacheDir(), "pulumi-home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
      // The file backend writes the whole state at each step: quadratic, and the same for both sides.
      PULUMI_SKIP_CHECKPOINTS: "true",
      PULUMI_EXPERIMENTAL: "true",
      NODE_NO_WARNINGS: "1",
      FLOE_BENCH_RECORDING: join(folder, "recording.jsonl"),
    };
  }

  static async open(folder: string): Promise<EngineBench> {
    const bench = new EngineBench(folder, await ensureEngine({ log: console.error }));
    // Learnable: dear things bought late in the week come back.
    const rows = Array.from({ length: 200 }, (_, id) => {
      const price = (id * 37) % 100;
      return `${id},${price},${id % 7},${price > 55 && id % 7 > 2 ? 1 : 0}`;
    });
    writeFileSync(bench.data, `ID,PRICE,WEEKDAY,RETURNED\n${rows.join("\n")}\n`);
    const script = (await import(pathToFileURL(join(packageRoot(), "scripts", "plugin.mjs")).href)) as {
      writePlugin(plugin: { name: string; entry: string; folder: string }): Promise<void>;
    };
    for (const name of providers) {
      // Beside dist, so that the cloud clients outside the bundle are found as they are from dist.
      const plugin = join(packageRoot(), "node_modules", ".cache", `floe-bench-${process.pid}`, name);
      await script.writePlugin({
        name,
        entry: built("bench", "support", "recorded", `${name}.js`),
        folder: plugin,
      });
      bench.plugins[name] = plugin;
    }
    return bench;
  }

  close(): void {
    rmSync(dirname(this.plugins.aws ?? join(this.folder, "none", "none")), { recursive: true, force: true });
  }

  /** One loop for real on the local cloud, keeping what the providers answered. Seconds it took. */
  async record(main: string): Promise<number> {
    const state = new StateFolder(join(this.folder, "cloud"));
    state.prepare();
    const cloud = await startCloud({ id: "bench", state, log: () => undefined });
    try {
      const env = { ...this.env, ...cloudEnvironment(cloud.state), FLOE_BENCH_MODE: "record" };
      return (await this.perform("up", main, 1, env)).seconds;
    } finally {
      await cloud.stop();
    }
  }

  /** One operation on an empty stack, answered from the recording. */
  replay(operation: "preview" | "up", main: string, count: number): Promise<Measured> {
    return this.perform(operation, main, count, { ...this.env, FLOE_BENCH_MODE: "replay" });
  }

  /** The state that the last `up` left. */
  async exported(): Promise<Deployment> {
    const file = join(this.folder, "export.json");
    const args = ["stack", "export", "--show-secrets", "--stack", "bench", "--file", file];
    await run(this.engine.path, args, { cwd: join(this.folder, "work"), env: this.env });
    const { deployment } = JSON.parse(readFileSync(file, "utf8")) as { deployment: Deployment };
    return deployment;
  }

  private perform(
    operation: "preview" | "up",
    main: string,
    count: number,
    env: NodeJS.ProcessEnv,
  ): Promise<Measured> {
    for (const name of ["backend", "work"]) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
      mkdirSync(join(this.folder, name));
    }
    const config = {
      [`${project}:count`]: String(count),
      [`${project}:data`]: this.data,
      "snowflake:previewFeaturesEnabled": JSON.stringify(snowflakePreviewFeatures),
    };
    const workDir = join(this.folder, "work");
    return measure({ operation, stack: "bench", main, workDir, plugins: this.plugins, config }, env);
  }
}
