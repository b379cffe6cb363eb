export type {
  FlinkCapacity,
  FlinkCode,
  FlinkState,
  ManagedFlink,
  StreamEngine,
  StreamProcessorArgs,
  WindowTable,
} from "./args";
export { StreamProcessor } from "./streamProcessor";
