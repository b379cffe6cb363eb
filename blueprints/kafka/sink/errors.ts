import type { KafkaConfig } from "../keys";
import type { KafkaSinkErrors } from "./spec";

/** Connect's error handling. Records are never written to the log: they are data, and logs are read more widely. */
export function errorSettings(errors: KafkaSinkErrors): KafkaConfig {
  if (errors.to === "deadLetterTopic") return topicSettings(errors);
  const undecodable = errors.to === "errorTable" ? errors.undecodable : undefined;
  return undecodable === undefined ? { "errors.tolerance": "none", ...logged } : topicSettings(undecodable);
}

const logged = { "errors.log.enable": "true", "errors.log.include.messages": "false" };

function topicSettings(to: { readonly topic: string; readonly replicationFactor?: number }): KafkaConfig {
  return {
    "errors.tolerance": "all",
    "errors.deadletterqueue.topic.name": to.topic,
    "errors.deadletterqueue.topic.replication.factor": String(to.replicationFactor ?? 3),
    // Where the record came from and why it failed: replaying needs both.
    "errors.deadletterqueue.context.headers.enable": "true",
    ...logged,
  };
}
