export { snowflakeSinkArtifacts, snowflakeSourceArtifacts, type SnowflakeArtifacts } from "./artifacts";
export { PluginBucket, type PluginBucketArgs } from "./bucket";
export { ConnectorPlugin, type ConnectorPluginArgs } from "./plugin";
