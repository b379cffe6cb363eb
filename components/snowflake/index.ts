export * from "./access";
export * from "./warehouse";
export * from "./workspace";
export * from "./stage";
export * from "./stream";
export * from "./taskGraph";
export * from "./code";
