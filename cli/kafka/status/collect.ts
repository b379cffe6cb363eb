import { isSecretPlaceholder, kafkaConnectorKind, secretConnectorKeys } from "../../../blueprints";
import { redactor } from "../../../provider/framework/redact";
import type { Session } from "../../../provider/snowflake/session";
import { withSnowflake } from "../../graph/connect";
import { Brokers } from "../brokers";
import type { KafkaPlace } from "../place";
import { reason, type ConnectRest } from "../rest";
import { sourceObjects, sourceState, type SourceState } from "../source-state";
import { sinkLag, sinkTopics, type TopicLag } from "./lag";
import { mskStates } from "./msk";

export interface TaskReport {
  readonly id: number;
  readonly state: string;
  /** First and last cause of a failure. */
  readonly error?: string;
}

export interface ConnectorReport {
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly error?: string;
  readonly tasks: readonly TaskReport[];
  /** Of a sink, by topic. */
  readonly lag?: readonly TopicLag[];
  /** Of Floe's source, in modes with a stage. */
  readonly source?: SourceState;
  readonly notes: readonly string[];
}

export interface StatusFlags {
  readonly role?: string;
  readonly snowflake: boolean;
}

/** Everything that is known about the named connectors, or all. What cannot be asked becomes a note. */
export async function collect(
  place: KafkaPlace,
  names: readonly string[],
  flags: StatusFlags,
  signal: AbortSignal,
): Promise<{
  readonly worker: { readonly version: string; readonly url: string } | undefined;
  readonly connectors: readonly ConnectorReport[];
}> {
  const wanted = (name: string): boolean => names.length === 0 || names.includes(name);
  const onMsk = (place.deployment?.connectors ?? []).filter(
    ({ name, runsOn }) => runsOn === "mskConnect" && wanted(name),
  );
  const states = await mskStates(onMsk, signal);
  const msk: ConnectorReport[] = [...states].map(([name, { state, description }]) => ({
    name,
    type: "on MSK Connect",
    state,
    ...(description === "" ? {} : { error: description }),
    tasks: [],
    notes: ["lag and traces: the cluster's metrics and the connector's log group"],
  }));
  const deployed = place.deployment?.connectors.filter(({ runsOn }) => runsOn === "connect");
  if (deployed?.length === 0 && msk.length > 0) return { worker: undefined, connectors: msk };
  const rest = place.rest();
  const { version } = await rest.root();
  const listed = (await rest.names()).filter(wanted);
  const own =
    deployed === undefined ? listed : listed.filter((name) => deployed.some((each) => each.name === name));
  const connectors: ConnectorReport[] = [];
  for (const name of [...own].sort()) connectors.push(await one(place, rest, name, flags, signal));
  const gone = [...names, ...(deployed ?? []).map(({ name }) => name)]
    .filter((name) => wanted(name) && !listed.includes(name) && !states.has(name))
    .map((name) => ({
      name,
      type: "",
      state: "MISSING",
      tasks: [],
      notes: ["the worker has no such connector"],
    }));
  return {
    worker: { version, url: rest.url },
    connectors: [...connectors, ...new Map(gone.map((each) => [each.name, each])).values(), ...msk],
  };
}

async function one(
  place: KafkaPlace,
  rest: ConnectRest,
  name: string,
  flags: StatusFlags,
  signal: AbortSignal,
): Promise<ConnectorReport> {
  const [status, config] = [await rest.status(name), await rest.config(name)];
  const notes: string[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      notes.push((error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "");
      return undefined;
    }
  };
  const offsets = (await attempt(() => rest.offsets(name))) ?? [];
  const sink = status.type === "sink";
  const lag = sink
    ? await attempt(() =>
        Brokers.use(place.brokers(), signal, async (brokers) =>
          sinkLag(brokers, await sinkTopics(brokers, config), offsets),
        ),
      )
    : undefined;
  const objects =
    kafkaConnectorKind(config) === "snowflake-source" && flags.snowflake
      ? await attempt(() => Promise.resolve(sourceObjects(config)))
      : undefined;
  const source =
    objects === undefined
      ? undefined
      : await attempt(() =>
          withSnowflake(flags.role, signal, ({ session }: { session: Session }) =>
            sourceState(session, objects, offsets),
          ),
        );
  const secrets = secretConnectorKeys(config).map((key) => config[key] ?? "");
  const hide = redactor(secrets.filter((value) => value !== "" && !isSecretPlaceholder(value)));
  const failure = status.connector.trace === undefined ? {} : { error: hide(reason(status.connector.trace)) };
  return {
    name,
    type: status.type,
    state: status.connector.state,
    ...failure,
    tasks: status.tasks.map(({ id, state, trace }) => ({
      id,
      state,
      ...(trace === undefined ? {} : { error: hide(reason(trace)) }),
    })),
    ...(lag === undefined ? {} : { lag }),
    ...(source === undefined ? {} : { source }),
    notes: [
      ...notes,
      ...(source?.missing ?? []).map((each) => `${each} is not there, or the role may not see it`),
    ],
  };
}
