export { KedroPipeline } from "./kedroPipeline";
export type { KedroPipelineArgs } from "./args";
