import type { KafkaTopicSpec } from "../../../blueprints";

/** A topic that is made: its name, or how it is to be; or one that exists and stays as it is. */
export type ConnectorTopic = string | KafkaTopicSpec | { readonly existing: string };

export function topicName(topic: ConnectorTopic): string {
  if (typeof topic === "string") return topic;
  return "existing" in topic ? topic.existing : topic.name;
}

/** The topics to make, each once. */
export function madeTopics(topics: readonly ConnectorTopic[]): readonly KafkaTopicSpec[] {
  const specs = topics.flatMap((topic): readonly KafkaTopicSpec[] => {
    if (typeof topic === "string") return [{ name: topic }];
    return "existing" in topic ? [] : [topic];
  });
  return [...new Map(specs.map((spec) => [spec.name, spec])).values()];
}
