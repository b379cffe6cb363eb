export * from "./code";
export type { CodeDefaults, CodeFunction, CodeProcedure, PythonCodeArgs } from "./args";
