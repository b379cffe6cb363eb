export {
  kafkaExecutionPolicy,
  repositoryArn as ecrRepositoryArn,
  type KafkaExecutionRoleSpec,
} from "./execution";
export { kafkaAccessStatements, kafkaResourceArn, type KafkaAccess } from "./cluster";
export { flinkPolicy, flinkTrust, type FlinkRoleSpec } from "./flink";
export {
  kafkaWorkerPolicy,
  kafkaWorkerTrust,
  type KafkaConnectorAccess,
  type KafkaWorkerRoleSpec,
} from "./worker";
