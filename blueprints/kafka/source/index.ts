export { kafkaSourceClass, kafkaSourceConfig, knownSourceKeys } from "./config";
export { kafkaSourceObjects, type KafkaSourceObjects, type KafkaSourceObjectsSpec } from "./objects";
export type * from "./spec";
