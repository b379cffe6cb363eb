export * from "./endpoint";
export { checkServed, variantName, type EndpointArgs, type EndpointSettings } from "./args";
export { asyncPrefixes, type EndpointAsync, type EndpointCapture } from "./data";
export { Guard, type EndpointDeployment, type GuardArgs, type GuardLimits } from "./guard";
export {
  checkServing,
  servingDefaults,
  type InstanceOptions,
  type ModelChoice,
  type ServingSpec,
  type VariantSettings,
  type VariantSpec,
} from "./variant";
