import pc from "picocolors";
import { down, reset, status, up } from "../../local/cloud/control";
import type { CloudState } from "../../local/cloud/state";
import { stateDir } from "../../local/paths";
import { CliError, exitCodes } from "../exit";
import { megabytes, seconds, table, type Output } from "../output";

export interface UpFlags {
  readonly snowflakePort?: number;
  readonly awsPort?: number;
  readonly region?: string;
  readonly kafka?: boolean;
  readonly kafkaPort?: number;
}

/** The running local cloud, or the error every command gives when there is none. */
export async function runningCloud(): Promise<CloudState> {
  const found = await status(stateDir());
  if (found) return found.state;
  throw new CliError(
    `no local cloud runs for ${stateDir()}: start one with \`floe local up\``,
    exitCodes.notRunning,
  );
}

export async function localUp(flags: UpFlags, output: Output): Promise<void> {
  const began = performance.now();
  const state = await up({ ...flags, stateDir: stateDir(), log: (line) => output.note(pc.dim(line)) });
  const { snowflake, aws, kafka } = state;
  output.document({ snowflake, aws, ...(kafka && { kafka }) });
  const took = pc.dim(`(${seconds((performance.now() - began) / 1000)})`);
  output.print(`${pc.green("✓")} the local cloud runs ${took}; its state is in ${stateDir()}`);
  output.print();
  for (const line of connections(state)) output.print(line);
}

export async function localDown(output: Output): Promise<void> {
  const was = await down(stateDir());
  output.document({ stopped: was });
  output.print(
    was ? `${pc.green("✓")} stopped; its data stays in ${stateDir()}` : "the local cloud was not running",
  );
}

export async function localReset(output: Output): Promise<void> {
  await reset(stateDir());
  output.document({ reset: true });
  output.print(`${pc.green("✓")} the local cloud is empty: its data and its stacks are gone`);
}

export async function localStatus(output: Output): Promise<void> {
  const found = await status(stateDir());
  if (!found) {
    output.document({ running: false });
    output.print(`not running (state folder ${stateDir()})`);
    process.exitCode = exitCodes.notRunning;
    return;
  }
  const { listObjects } = await import("../objects/list.js");
  const objects = await listObjects(found.state);
  const { state, uptimeSeconds, processes, rss } = found;
  output.document({
    running: true,
    pid: state.pid,
    startedAt: state.startedAt,
    uptimeSeconds,
    startMs: state.startMs,
    rss,
    processes,
    snowflake: { host: state.snowflake.host, port: state.snowflake.port, account: state.snowflake.account },
    aws: { endpoint: state.aws.endpoint, region: state.aws.region },
    ...(state.kafka && { kafka: state.kafka }),
    objects,
  });
  output.print(
    `${pc.green("running")} for ${seconds(uptimeSeconds)}, started in ${seconds(state.startMs / 1000)}, ${megabytes(rss)} resident`,
  );
  output.print(
    `Snowflake  http://${state.snowflake.host}:${state.snowflake.port}  account ${state.snowflake.account}`,
  );
  output.print(`AWS        ${state.aws.endpoint}  region ${state.aws.region}`);
  if (state.kafka)
    output.print(
      `Kafka      ${state.kafka.bootstrap}  Connect ${state.kafka.connectUrl}${registryOf(state, "  registry ")}`,
    );
  output.print();
  const rows = processes.map(({ pid, rss: own, command }) => [
    pid,
    megabytes(own),
    command.replace(/\s+/g, " ").slice(0, 90),
  ]);
  for (const line of table(["PID", "MEMORY", "PROCESS"], rows)) output.print(line);
  output.print();
  const counts = objects.map(({ cloud, kind, names }) => [
    cloud,
    kind,
    names.length,
    names.slice(0, 4).join(", "),
  ]);
  for (const line of table(["CLOUD", "OBJECTS", "COUNT", "NAMES"], counts)) output.print(line);
}

const registryOf = ({ kafka }: CloudState, label: string): string =>
  kafka?.registryUrl === undefined ? "" : `${label}${kafka.registryUrl}`;

function connections(state: CloudState): string[] {
  const { snowflake, aws, kafka } = state;
  return [
    pc.bold("Snowflake"),
    `  account ${snowflake.account}   user ${snowflake.user}   password ${snowflake.password}`,
    `  host ${snowflake.host}   port ${snowflake.port}   protocol ${snowflake.protocol}`,
    pc.bold("AWS"),
    `  endpoint ${aws.endpoint}   region ${aws.region}`,
    `  access key ${aws.accessKeyId}   secret ${aws.secretAccessKey}`,
    ...(kafka
      ? [
          pc.bold("Kafka"),
          `  bootstrap ${kafka.bootstrap}   Connect ${kafka.connectUrl}${registryOf(state, "   registry ")}`,
        ]
      : []),
  ];
}
