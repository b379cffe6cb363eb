export * from "./endpoint";
export { Guard, type EndpointDeployment, type GuardArgs, type GuardLimits } from "./guard";
