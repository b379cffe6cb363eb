/** Pure functions that the Pulumi components and the CDK constructs share. */
export * from "./checks";
export * from "./names";
export * from "./snowflake";
export * from "./layout";
export * from "./exchange";
export * from "./iam";
export * from "./sagemaker";
export * from "./machines";
export * from "./marks";
export * from "./kedro";
export * from "./kafka";
