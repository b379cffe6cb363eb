export {
  kafkaDynamicTableQuery,
  kafkaDynamicTableStatement,
  type KafkaDynamicTableSpec,
} from "./dynamicTable";
export type { KafkaOperation, KafkaVersion } from "./expressions";
export { grantStatements, kafkaSinkGrants, type KafkaGrant, type KafkaSinkGrantsSpec } from "./grants";
export {
  kafkaLandingSettingsStatement,
  kafkaLandingStatement,
  type KafkaLandingSpec,
  type KafkaRowShape,
  type KafkaTableName,
} from "./landing";
export { kafkaMergeTask, kafkaTargetColumns, type KafkaMergeTask, type KafkaMergeTaskSpec } from "./merge";
export { kafkaVersionColumn, type KafkaApplySpec } from "./spec";
