export { checkVpcAddresses, privateBlock, publicBlock } from "./addresses";
export { clientAuthSettings, kafkaBrokerPorts, type KafkaAuthKind, type KafkaClientAuth } from "./auth";
export {
  kafkaTaskContainers,
  keystorePath,
  workerVariables,
  type ContainerDefinition,
  type KafkaTaskSpec,
} from "./container";
export { kafkaWorkerSettings, type KafkaWorkerSpec } from "./ecs";
export { mskConnectWorkerSettings, type MskConnectWorkerSpec } from "./mskConnect";
export {
  kafkaSecurityRules,
  type KafkaNetworkPeer,
  type KafkaNetworkSpec,
  type KafkaSecurityRule,
} from "./network";
export { propertiesText } from "./properties";
