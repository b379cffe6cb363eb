export type {
  FlinkCapacity,
  FlinkCode,
  FlinkState,
  ManagedFlink,
  StreamEngine,
  StreamProcessorArgs,
  WindowTable,
} from "./args";
export type { FlinkAlarms, FlinkAlarmsArgs } from "./alarms";
export type { FlinkApplication, FlinkNodes } from "./application";
export { StreamProcessor } from "./streamProcessor";
