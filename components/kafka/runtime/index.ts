export { ConnectRuntime, type ConnectRuntimeArgs } from "./connectRuntime";
export type { ExistingConnect, ExistingSecrets } from "./existing";
export type {
  ConnectorKind,
  ConnectorRunner,
  ConnectorSecret,
  ConnectorSecrets,
  ConnectorSpec,
  ConnectPlace,
  RunningConnector,
} from "./runtime";
