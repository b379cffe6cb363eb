export type {
  KafkaAlarmTopic,
  KafkaObservabilityArgs,
  KafkaWatch,
  ObservedSink,
  ObservedSource,
} from "./args";
export { KafkaObservability, type KafkaObservabilityNodes, type KafkaWatchNodes } from "./kafkaObservability";
