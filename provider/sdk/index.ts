export * as kafka from "./kafka";
export * as loop from "./loop";
export { Provider, type ProviderArgs } from "./provider";
export * as sagemaker from "./sagemaker";
export * as snowflake from "./snowflake";
