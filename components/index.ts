/** Floe's Pulumi components. */
export { FloeComponent, type Transform, type VisibleInputs } from "./component";
export { currentPlace, type PlaceOutput } from "./place";
export * from "./snowflake";
export * from "./exchange";
export * from "./sagemaker";
export * from "./machine";
export * from "./retraining";
export * from "./loop";
export * from "./kedro";
export * from "./kafka";
export * from "./versions";
export { InvalidArguments, kafkaPreviewFeatures, snowflakePreviewFeatures } from "../blueprints";
