import {
  bag,
  type Bag,
  type Call,
  number,
  PartialFailure,
  type ResourceType,
  type State,
  text,
  textMap,
  textOf,
} from "../../framework";
import { KafkaFailed, type KafkaAdmin, type UseAdmin } from "../admin/contract";
import { brokerAuthOf } from "../auth";
import { serversOf } from "../servers";
import { check } from "./check";
import { sameConfig } from "./configs";
import { example } from "./example";
import { changes, inputsOf, outputsOf, placeOf, sameTopic, specOf, strangeness, until } from "./live";
import { inputs, outputs } from "./table";

/** `floe:kafka:Topic`. Its id is its name, or `host:port,host:port/name` where it was imported by that. */
export function topic(use: UseAdmin): ResourceType {
  const at = <T>(given: Bag, call: Call, work: (admin: KafkaAdmin) => Promise<T>): Promise<T> => {
    const target = {
      servers: serversOf(given, call.config),
      auth: brokerAuthOf(bag(given.auth), call.config),
    };
    return use(call, target, work);
  };
  return {
    token: "floe:kafka:Topic",
    description:
      "A topic of any Kafka cluster, by Kafka's own protocol: partitions and settings change in place, and what would lose records is refused until its protection is taken off.",
    costs: "None itself; storage and partitions of the cluster.",
    permissions: {
      aws: [
        { action: "kafka-cluster:Connect", when: "always, with kind iam" },
        { action: "kafka-cluster:DescribeCluster", when: "always, with kind iam" },
        { action: "kafka-cluster:DescribeTopic", when: "always, with kind iam" },
        { action: "kafka-cluster:DescribeTopicDynamicConfiguration", when: "always, with kind iam" },
        { action: "kafka-cluster:CreateTopic", when: "create, with kind iam" },
        { action: "kafka-cluster:AlterTopic", when: "update of partitions, with kind iam" },
        { action: "kafka-cluster:AlterTopicDynamicConfiguration", when: "update of configs, with kind iam" },
        { action: "kafka-cluster:DeleteTopic", when: "delete, with kind iam" },
      ],
      kafka: [
        { action: "DESCRIBE ON TOPIC", when: "always, where the cluster has access lists" },
        { action: "DESCRIBE_CONFIGS ON TOPIC", when: "always" },
        { action: "CREATE ON TOPIC or CREATE ON CLUSTER", when: "create" },
        { action: "ALTER ON TOPIC", when: "update of `partitions`" },
        { action: "ALTER_CONFIGS ON TOPIC", when: "update of `configs`" },
        { action: "DELETE ON TOPIC", when: "delete" },
      ],
    },
    example,
    importId: "the topic's name, or `host:port,host:port/name` for brokers the provider does not know",
    inputs,
    outputs,
    check,
    same: (property, old, value) => {
      const [, key] = /^configs\["(.+)"\]$/.exec(property) ?? /^configs\.(.+)$/.exec(property) ?? [];
      return key !== undefined && sameConfig(key, textOf(old), textOf(value));
    },
    change: (property, olds, news, state) => {
      if (property === "partitions" && isMore(olds, news)) return "update";
      if (!["name", "partitions", "replicationFactor"].includes(property)) return undefined;
      if (property === "replicationFactor" && news.replicationFactor === undefined) return "ignore";
      // As the cluster chose: only the state learns that it is wanted.
      if (property === "replicationFactor" && news.replicationFactor === state.replicas) return "update";
      // Refused below, at preview: a replacement would fail after the new topic was made.
      return state.deletionProtection === true ? "update" : "replace";
    },
    refuse,
    deleteBeforeReplace: (olds, news) => olds.name === news.name,
    create: (news, call) => at(news, call, (admin) => create(admin, news, call)),
    update: (id, olds, news, call) => at(news, call, (admin) => update(admin, id, olds, news, call)),
    read: (id, state, call) => {
      const { name, servers } = placeOf(id);
      const given = { ...(servers.length === 0 ? {} : { bootstrapServers: servers }), ...state?.inputs };
      return at(given, call, async (admin) => {
        const live = await admin.describeTopic(name);
        if (live === undefined) return undefined;
        sameCluster(live.clusterId, name, state?.outputs ?? {});
        const own = servers.length === 0 ? undefined : { bootstrapServers: servers };
        const held = state?.inputs ?? own;
        return { id, inputs: inputsOf(name, live, held), outputs: outputsOf(live) };
      });
    },
    delete: (state, call) => {
      const { name } = placeOf(state.id);
      if (state.inputs.deletionProtection !== false)
        throw new Error(
          `topic ${name} is protected: its records would be lost. Fix: deploy deletionProtection: false first`,
        );
      return at(state.inputs, call, (admin) => remove(admin, name, state, call));
    },
  };
}

/** Known before anything is done: a replacement would fail once the new topic is made. */
function refuse(news: Bag, state: Bag): string | undefined {
  if (state.deletionProtection !== true) return undefined;
  const differs = (property: string, old = state[property]) =>
    news[property] !== undefined && old !== undefined && news[property] !== old;
  const replacing = [
    ...(differs("name") ? ["name"] : []),
    ...(differs("partitions") && !isMore(state, news) ? ["partitions"] : []),
    ...(differs("replicationFactor", state.replicas) ? ["replicationFactor"] : []),
  ];
  if (replacing.length === 0) return undefined;
  return `${replacing.join(", ")}: another value needs another topic, and ${textOf(state.name)} is protected: its records would be lost, and a sink would take those of its successor for stored. Fix: keep the value, or deploy deletionProtection: false first`;
}

function isMore(olds: Bag, news: Bag): boolean {
  return (number(news.partitions) ?? 0) >= (number(olds.partitions) ?? 0);
}

async function create(admin: KafkaAdmin, news: Bag, call: Call): Promise<State> {
  const spec = specOf(news);
  try {
    await admin.createTopic(spec);
  } catch (error) {
    if (!(error instanceof KafkaFailed && error.code === "TOPIC_ALREADY_EXISTS")) throw error;
    await adopt(admin, news, call);
  }
  const live = await until(`topic ${spec.name} was made, but the brokers do not show it`, call, async () => {
    const found = await admin.describeTopic(spec.name);
    return found !== undefined && found.partitions > 0 ? found : undefined;
  });
  return { id: spec.name, inputs: news, outputs: outputsOf(live) };
}

/** One that a cut-off creation left is taken; any other of this name is somebody's. */
async function adopt(admin: KafkaAdmin, news: Bag, call: Call): Promise<void> {
  const spec = specOf(news);
  const live = await until(`topic ${spec.name} exists, but the brokers do not show it`, call, () =>
    admin.describeTopic(spec.name),
  );
  const strange = await strangeness(admin, live, spec);
  if (strange !== undefined)
    throw new Error(
      `topic ${spec.name} exists already, and is not one that a broken off deployment of this resource has left: ${strange}. Fix: import it by its name, or choose another`,
    );
  call.log("info", `topic ${spec.name} was there already, empty and just as declared`);
}

async function update(admin: KafkaAdmin, id: string, olds: State, news: Bag, call: Call): Promise<State> {
  const spec = specOf(news);
  const live = await admin.describeTopic(spec.name);
  sameCluster(live?.clusterId ?? (await admin.clusterId()), spec.name, olds.outputs);
  if (live === undefined)
    throw new Error(`topic ${spec.name} is gone. Fix: run a refresh, then deploy again to make it anew`);
  if (!sameTopic(live, olds.outputs))
    throw new Error(
      `topic ${spec.name} was deleted and made anew by somebody. Fix: run a refresh to accept it, then deploy again`,
    );
  if (spec.partitions > live.partitions) await admin.addPartitions(spec.name, spec.partitions);
  const { set, unset } = changes(live.configs, spec.configs);
  if (Object.keys(set).length + unset.length > 0)
    await alter(admin, spec.name, set, unset, { id, olds, news });
  const now = await until(
    `topic ${spec.name} was changed, but the brokers do not show it`,
    call,
    async () => {
      const found = await admin.describeTopic(spec.name);
      const left = changes(found?.configs ?? {}, spec.configs);
      const isDone =
        (found?.partitions ?? 0) >= spec.partitions && Object.keys(left.set).length + left.unset.length === 0;
      return isDone ? found : undefined;
    },
  );
  return { id, inputs: news, outputs: outputsOf(now) };
}

/** A topic of the same name in another cluster is another topic. */
function sameCluster(clusterId: string, name: string, state: Bag): void {
  const known = text(state.clusterId);
  if (known !== undefined && known !== clusterId)
    throw new Error(
      `bootstrapServers: lead to another cluster than the one topic ${name} is in: it cannot be moved. Fix: give the old cluster's brokers, or declare another resource`,
    );
}

/** Partitions cannot be taken back: what is already done is kept in the state even when the settings fail. */
async function alter(
  admin: KafkaAdmin,
  name: string,
  set: Record<string, string>,
  unset: readonly string[],
  { id, olds, news }: { readonly id: string; readonly olds: State; readonly news: Bag },
): Promise<void> {
  try {
    await admin.alterTopic(name, set, unset);
  } catch (error) {
    if (!(error instanceof KafkaFailed)) throw error;
    const state = { id, inputs: { ...news, configs: textMap(olds.inputs.configs) }, outputs: olds.outputs };
    throw new PartialFailure(state, [`the settings of topic ${name} were not changed: ${error.message}`]);
  }
}

async function remove(admin: KafkaAdmin, name: string, state: State, call: Call): Promise<void> {
  const live = await admin.describeTopic(name);
  if (live === undefined) return;
  if (!sameTopic(live, state.outputs)) {
    call.log("warning", `topic ${name} was deleted and made anew by somebody: the new one stays`);
    return;
  }
  try {
    await admin.deleteTopic(name);
  } catch (error) {
    if (!(error instanceof KafkaFailed && error.code === "UNKNOWN_TOPIC_OR_PARTITION")) throw error;
  }
  await until(`topic ${name} was deleted, but the brokers still show it`, call, async () => {
    const left = await admin.describeTopic(name);
    return left === undefined || !sameTopic(left, state.outputs) ? true : undefined;
  });
}
