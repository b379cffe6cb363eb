export * from "./trainingJob";
export * from "./trainingJobTypes";
