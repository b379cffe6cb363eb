export * from "./hash";
export * from "./rules";
export * from "./physical";
