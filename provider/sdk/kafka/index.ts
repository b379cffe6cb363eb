export * from "./brokerAuth";
export * from "./connector";
export * from "./mskConnectorConfiguration";
export * from "./plugin";
export * from "./topic";
