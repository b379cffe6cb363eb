/** Kafka and Snowflake: clusters, topics, connectors both ways, and what watches them. */
export type {
  ConnectorIdentity,
  ConnectorLogin,
  ConnectorSecretChoice,
  ConnectorTopic,
  ConnectorUser,
} from "./account";
export * from "./cluster";
export * from "./network";
export * from "./observe";
export * from "./plugin";
export * from "./processing";
export * from "./registry";
export * from "./runtime";
export * from "./secrets";
export * from "./sink";
export * from "./source";
export * from "./topics";
