export * from "./stage";
