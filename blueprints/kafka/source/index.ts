export { kafkaSourceClass, kafkaSourceConfig, knownSourceKeys } from "./config";
export {
  kafkaSourceGrants,
  type KafkaRead,
  type KafkaSourceGrants,
  type KafkaSourceGrantsSpec,
} from "./grants";
export {
  kafkaClaimTable,
  kafkaSourceObjects,
  type KafkaSourceObjects,
  type KafkaSourceObjectsSpec,
  type KafkaTracked,
} from "./objects";
export type * from "./spec";
