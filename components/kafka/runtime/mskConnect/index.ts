export { checkMskConnect, type MskConnectSettings } from "./args";
export { MskConnector, type MskConnectorArgs } from "./connector";
export { MskConnectStrategy } from "./strategy";
