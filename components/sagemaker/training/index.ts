export * from "./args";
export * from "./training";
