import type { Property } from "../../framework";
import { flag, text, textMap, texts, whole } from "../../framework/properties";
import { brokerAuth } from "../auth";

export const inputs: Readonly<Record<string, Property>> = {
  name: text(
    "At most 249 letters, digits, `.`, `_` and `-`. Another name replaces the topic; its records stay behind.",
    { required: true, change: "replace" },
  ),
  bootstrapServers: texts(
    "`host:port` of some brokers; the others are found through them. Other addresses of the same cluster change nothing; another cluster is refused. Default: the provider's `kafkaBootstrapServers`, else `KAFKA_BOOTSTRAP_SERVERS`.",
  ),
  partitions: whole(
    "Parts that are read in parallel; order holds within one. More are added in place, and put some keys elsewhere than before. Fewer need another topic: replaces, which is refused while it is protected. Default: 6.",
    { default: 6 },
  ),
  replicationFactor: whole(
    "Copies of each partition. Another number replaces, which is refused while it is protected. Default: the cluster's.",
    { change: "replace" },
  ),
  configs: textMap(
    "Settings of the topic, by Kafka's names. Changed in place; what is taken out returns to the cluster's default, and so does what somebody else set for the topic. Default: none.",
  ),
  auth: brokerAuth,
  deletionProtection: flag(
    "Refuses to delete or replace the topic: its records are gone then, and one made anew counts from zero, which a sink takes for records it has stored. Default: true; deploy once with `false` before.",
    { default: true },
  ),
};

export const outputs: Readonly<Record<string, Property>> = {
  topicId: text("Kafka's id of the topic: another one under the same name is another topic."),
  clusterId: text("Kafka's id of the cluster it is in."),
  replicas: whole("Copies each partition has."),
};
