export { kafkaSourceClass, kafkaSourceConfig, knownSourceKeys } from "./config";
export {
  kafkaSourceObjects,
  kafkaStageColumns,
  type KafkaSourceObjects,
  type KafkaSourceObjectsSpec,
} from "./objects";
export type * from "./spec";
