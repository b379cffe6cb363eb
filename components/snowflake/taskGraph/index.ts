export * from "./taskGraph";
