export { kafkaAccessStatements, kafkaResourceArn, type KafkaAccess } from "./cluster";
export {
  kafkaWorkerPolicy,
  kafkaWorkerTrust,
  type KafkaConnectorAccess,
  type KafkaWorkerRoleSpec,
} from "./worker";
