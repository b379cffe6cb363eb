/** Typed classes of the native provider's resources. */
export * as sagemaker from "./sagemaker";
export * as snowflake from "./snowflake";
