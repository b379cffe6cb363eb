export * from "./retraining";
