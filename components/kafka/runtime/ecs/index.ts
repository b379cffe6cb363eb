export { checkEcs, publicImages as kafkaConnectImages, type EcsSettings } from "./args";
export { EcsConnector, type EcsConnectorArgs, type EcsPlace } from "./connector";
export { EcsStrategy } from "./strategy";
