export type { AwsEndpoint, KafkaNetworkArgs, SnowflakePrivateLink, VpcChoice } from "./args";
export { KafkaNetwork } from "./network";
export { SnowflakeEndpoint, type SnowflakeEndpointArgs } from "./snowflake";
export { PrivateVpc, type PrivateVpcArgs } from "./vpc";
