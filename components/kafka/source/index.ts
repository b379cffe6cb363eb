export type { SnowflakeSourceArgs, SnowflakeSourceFeed } from "./args";
export { SnowflakeSource, type SnowflakeSourceNodes, type SourceStream } from "./snowflakeSource";
