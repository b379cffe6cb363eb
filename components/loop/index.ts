export * from "./args";
export * from "./loop";
