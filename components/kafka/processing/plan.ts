import {
  flinkSqlProgram,
  flinkWindowProgram,
  type FlinkCluster,
  type FlinkProgram,
  type FlinkWindowSpec,
} from "../../../blueprints";
import type { ManagedFlink, StreamProcessorArgs } from "./args";

/** Names a job has rights on. */
export interface JobNames {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly groups: readonly string[];
  readonly transactions: readonly string[];
}

/** Windows as Flink's own declaration wants them. */
export function windowSpec(
  job: string,
  args: StreamProcessorArgs,
  flink: ManagedFlink,
): FlinkWindowSpec | undefined {
  const { windows } = args;
  if (windows === undefined || flink.source === undefined || flink.sink === undefined) return undefined;
  return {
    ...windows,
    name: job,
    source: flink.source,
    sink: flink.sink,
    ...(flink.late === undefined ? {} : { late: flink.late }),
  };
}

/** The job's SQL, once the brokers' addresses are known. */
export function programOf(
  job: string,
  args: StreamProcessorArgs,
  flink: ManagedFlink,
  bootstrapServers: string,
  sql: readonly string[],
): FlinkProgram {
  const cluster: FlinkCluster = {
    bootstrapServers,
    auth: authOf(flink),
    ...(flink.checkpointSeconds === undefined ? {} : { checkpointSeconds: flink.checkpointSeconds }),
    ...(flink.transactionMinutes === undefined ? {} : { transactionMinutes: flink.transactionMinutes }),
    ...(flink.idleSeconds === undefined ? {} : { idleSeconds: flink.idleSeconds }),
    ...(flink.settings === undefined ? {} : { settings: flink.settings }),
  };
  const spec = windowSpec(job, args, flink);
  return spec === undefined ? flinkSqlProgram(job, sql, cluster) : flinkWindowProgram(spec, cluster);
}

function authOf({ cluster: { auth } }: ManagedFlink): FlinkCluster["auth"] {
  if (auth === "iam" || auth === "tls" || auth === "plaintext") return { kind: auth };
  throw new Error(`an application does not sign in by ${auth}`);
}

export function namesOf(job: string, args: StreamProcessorArgs, flink: ManagedFlink): JobNames {
  const spec = windowSpec(job, args, flink);
  if (spec !== undefined)
    return {
      read: [spec.source.topic],
      write: [spec.sink.topic, ...(typeof spec.late === "object" ? [spec.late.topic] : [])],
      groups: [job],
      transactions: [`${job}-results`, ...(typeof spec.late === "object" ? [`${job}-late`] : [])],
    };
  const { uses } = flink;
  return {
    read: uses?.read ?? [],
    write: uses?.write ?? [],
    groups: uses?.groups ?? [job],
    transactions: uses?.transactions ?? [job],
  };
}
