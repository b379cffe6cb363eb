export * from "./trainingJob";
