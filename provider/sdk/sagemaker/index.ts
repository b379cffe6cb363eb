export * from "./endpoint";
export * from "./promotedModels";
export * from "./trainingJob";
export * from "./trainingJobTypes";
