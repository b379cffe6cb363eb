import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { built } from "../paths";
import type { Message, Order } from "./main";
import { alive, CLOUD_MARK, end, gone, marked, tree } from "./processes";
import { secret, StateFolder, type CloudState } from "./state";

const LOG_LIMIT = 20 * 1024 * 1024;

export interface UpOptions {
  readonly stateDir: string;
  readonly snowflakePort?: number;
  readonly awsPort?: number;
  readonly region?: string;
  /** Starts Kafka too: a broker, a Connect worker and, with Java 21 or newer, a schema registry. Default false. */
  readonly kafka?: boolean;
  readonly kafkaPort?: number;
  readonly log?: (line: string) => void;
}

/** A running cloud as `status` shows it. */
export interface CloudStatus {
  readonly state: CloudState;
  readonly uptimeSeconds: number;
  readonly processes: readonly { pid: number; rss: number; command: string }[];
  /** Resident memory of all processes of the cloud, in bytes. */
  readonly rss: number;
}

/**
 * Starts the local cloud in the background, or returns the one that runs. Leftovers of a killed one are ended first;
 * its data is kept. Throws with the reason, and nothing running, when it cannot start.
 */
export async function up(options: UpOptions): Promise<CloudState> {
  const state = new StateFolder(options.stateDir);
  state.prepare();
  const running = state.running();
  if (running) {
    for (const [name, wanted, has] of [
      ["--snowflake-port", options.snowflakePort, running.snowflake.port],
      ["--aws-port", options.awsPort, Number(new URL(running.aws.endpoint).port)],
      ["--kafka-port", options.kafkaPort, Number(running.kafka?.bootstrap.split(":")[1] ?? 0)],
    ] as const) {
      if (wanted !== undefined && wanted !== has) {
        throw new Error(`the local cloud already runs with ${name} ${has}: run \`floe local down\` first`);
      }
    }
    if (options.kafka === true && running.kafka === undefined)
      throw new Error("the local cloud already runs without Kafka: run `floe local down` first");
    return running;
  }
  await sweep(state);
  await launch(state, options);
  const started = state.running();
  if (!started)
    throw new Error(`the local cloud ended right after its start: see ${state.file("logs", "cloud.log")}`);
  return started;
}

/** Stops the local cloud; its data stays. Tells whether one was running. */
export async function down(stateDir: string): Promise<boolean> {
  const state = new StateFolder(stateDir);
  const running = state.running();
  if (running) {
    process.kill(running.pid, "SIGTERM");
    await gone([running.pid], 16_000);
  }
  await sweep(state);
  return running !== undefined;
}

/** Stops the local cloud and removes its data, its stacks and its credentials. */
export async function reset(stateDir: string): Promise<void> {
  await down(stateDir);
  new StateFolder(stateDir).wipe();
}

export async function status(stateDir: string): Promise<CloudStatus | undefined> {
  const running = new StateFolder(stateDir).running();
  if (!running) return undefined;
  const members = await tree(running.pid);
  return {
    state: running,
    uptimeSeconds: Math.round((Date.now() - Date.parse(running.startedAt)) / 1000),
    processes: members.map(({ pid, rss, command }) => ({ pid, rss, command })),
    rss: members.reduce((sum, member) => sum + member.rss, 0),
  };
}

/** Ends what a killed supervisor left running and forgets its record. */
async function sweep(state: StateFolder): Promise<void> {
  const recorded = state.recorded();
  const id = recorded?.id ?? state.settings()?.id;
  const left = id === undefined ? [] : await marked(id);
  if (recorded && alive(recorded.pid)) left.push(recorded.pid);
  await end(left);
  state.removeCloud();
}

function launch(state: StateFolder, options: UpOptions): Promise<void> {
  const id = state.settings()?.id ?? secret(9);
  const order: Order = {
    stateDir: state.path,
    id,
    snowflakePort: options.snowflakePort,
    awsPort: options.awsPort,
    region: options.region,
    kafka: options.kafka,
    kafkaPort: options.kafkaPort,
  };
  const log = openLog(state.file("logs", "cloud.log"));
  const child = spawn(process.execPath, [built("local", "cloud", "main.js"), JSON.stringify(order)], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
    env: {
      ...withoutClouds(process.env),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      [CLOUD_MARK]: id,
    },
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    const abandon = () => child.kill("SIGTERM");
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, abandon);
    const settle = (finish: () => void) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, abandon);
      child.removeAllListeners();
      if (child.connected) child.disconnect();
      child.unref();
      finish();
    };
    let failure: string | undefined;
    child.on("message", (message: Message) => {
      if (message.type === "log") options.log?.(message.line);
      else if (message.type === "failed") failure = message.message;
      else settle(resolve);
    });
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (code, signal) =>
      settle(() =>
        reject(
          new Error(
            failure ??
              `the local cloud ended while starting (${signal ?? `exit ${code ?? "?"}`}): ${lastLines(state)}`,
          ),
        ),
      ),
    );
  });
}

/** The cloud's own clients must never see real credentials or endpoints of the user's shell. */
function withoutClouds(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS_|SNOWFLAKE_|PULUMI_)/.test(name)));
}

function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
}

function lastLines(state: StateFolder): string {
  return readFileSync(state.file("logs", "cloud.log"), "utf8").trimEnd().split("\n").slice(-5).join("\n");
}
