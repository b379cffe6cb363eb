export * from "./eventMachine";
