export * from "./document";
export * from "./objects";
export * from "./stageRole";
export * from "./executionRole";
export * from "./stateMachineRole";
export * from "./eventRole";
export * from "./resourcePolicies";
export * from "./endpointRole";
