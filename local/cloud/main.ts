import { CLOUD_MARK, end, marked, tree } from "./processes";
import { startCloud, type RunningCloud } from "./start";
import { StateFolder } from "./state";

/** What the supervisor tells the process that started it. */
export type Message =
  | { readonly type: "log"; readonly line: string }
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly message: string };

/** What the starter hands over, as JSON in the first argument. */
export interface Order {
  readonly stateDir: string;
  readonly id: string;
  readonly snowflakePort?: number;
  readonly awsPort?: number;
  readonly region?: string;
  readonly kafka?: boolean;
  readonly kafkaPort?: number;
}

const order = JSON.parse(process.argv[2] ?? "null") as Order;
const state = new StateFolder(order.stateDir);
let cloud: RunningCloud | undefined;
let stopping: Promise<void> | undefined;

function log(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  tell({ type: "log", line });
}

function tell(message: Message): void {
  if (process.connected) process.send?.(message);
}

function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    // Whatever happens below, the process ends: a stuck part must not keep the others alive.
    setTimeout(() => process.exit(code), 15_000).unref();
    state.removeCloud();
    try {
      await cloud?.stop();
    } catch (error) {
      log(`stopping: ${text(error)}`);
    }
    const children = (await tree(process.pid)).map(({ pid }) => pid).filter((pid) => pid !== process.pid);
    const mark = process.env[CLOUD_MARK];
    await end([...children, ...(mark ? await marked(mark) : [])], 3_000);
    state.unlock();
    process.exit(code);
  })();
  return stopping;
}

const text = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(0));
process.on("unhandledRejection", (error) => log(`unhandled: ${text(error)}`));
process.on("uncaughtException", (error) => {
  log(`fatal: ${text(error)}`);
  void stop(1);
});

async function main(): Promise<void> {
  const { owner } = state.lock(process.pid);
  if (owner !== undefined) {
    tell({ type: "failed", message: `another \`floe local up\` (pid ${owner}) is using ${order.stateDir}` });
    process.exit(1);
  }
  try {
    cloud = await startCloud({ ...order, state, log });
    state.writeCloud(cloud.state);
    log(`ready after ${cloud.state.startMs} ms`);
    tell({ type: "ready" });
    if (process.connected) process.disconnect();
  } catch (error) {
    process.stdout.write(`${text(error)}\n`);
    tell({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    await stop(1);
  }
}

void main();
