export * from "./access";
export * from "./grants";
export * from "./roleGrants";
export type { ServiceLogin, ServiceUserSpec } from "./serviceUser";
