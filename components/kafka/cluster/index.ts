export type {
  BrokerStorage,
  ClusterChoice as KafkaClusterChoice,
  ExistingCluster as ExistingKafkaCluster,
  KafkaClusterArgs,
  KafkaPlace,
  MskAuth,
  ProvisionedCluster as ProvisionedKafkaCluster,
  ServerlessCluster as ServerlessKafkaCluster,
} from "./args";
export { KafkaCluster, type KafkaClusterNodes } from "./cluster";
