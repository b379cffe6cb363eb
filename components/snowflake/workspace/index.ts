export * from "./workspace";
