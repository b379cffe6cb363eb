export type { AwsConnect, AwsConnector, WorkerNetwork, WorkerScram } from "./aws/args";
export { ConnectRuntime, type ConnectRuntimeArgs } from "./connectRuntime";
export {
  EcsConnector,
  kafkaConnectImages,
  type EcsConnectorArgs,
  type EcsPlace,
  type EcsSettings,
} from "./ecs";
export type { ExistingConnect, ExistingSecrets } from "./existing";
export { MskConnector, type MskConnectorArgs, type MskConnectSettings } from "./mskConnect";
export type {
  ConnectorKind,
  ConnectorRunner,
  ConnectorSecret,
  ConnectorSecrets,
  ConnectorSpec,
  ConnectPlace,
  RunningConnector,
} from "./runtime";
