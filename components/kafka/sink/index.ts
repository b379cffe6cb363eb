export type { SinkApply, SinkErrors, SinkTopic, SnowflakeSinkArgs } from "./args";
export type { SinkTableNodes, SnowflakeSinkNodes } from "./nodes";
export { SnowflakeSink } from "./snowflakeSink";
