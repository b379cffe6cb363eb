/** Kafka and Snowflake: clusters, topics, connectors both ways, and what watches them. */
export type {
  ConnectorIdentity,
  ConnectorLogin,
  ConnectorSecretChoice,
  ConnectorTopic,
  ConnectorUser,
} from "./account";
export * from "./cluster";
export * from "./observe";
export * from "./runtime";
export * from "./sink";
export * from "./source";
export * from "./topics";
