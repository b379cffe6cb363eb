export {
  checkKafkaConnector,
  kafkaConnectorKind,
  secretConnectorKeys,
  type KafkaConnectorKind,
} from "./connector";
