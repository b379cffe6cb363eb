export * from "./unload";
