export { checkVpcAddresses, privateBlock, publicBlock } from "./addresses";
export { clientAuthSettings, kafkaBrokerPorts, type KafkaAuthKind, type KafkaClientAuth } from "./auth";
export { kafkaWorkerSettings, type KafkaWorkerSpec } from "./ecs";
export { mskConnectWorkerSettings, type MskConnectWorkerSpec } from "./mskConnect";
export {
  kafkaSecurityRules,
  type KafkaNetworkPeer,
  type KafkaNetworkSpec,
  type KafkaSecurityRule,
} from "./network";
export { propertiesText } from "./properties";
