/** AWS CDK constructs for the AWS half of the loop. */
export * from "./exchange/storageExchange";
export * from "./kafka/kafkaConnector";
export * from "./retraining/retraining";
