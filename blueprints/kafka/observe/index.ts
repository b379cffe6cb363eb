export { kafkaAlarms, type KafkaAlarm } from "./alarms";
export { kafkaDashboard, type KafkaDashboardSpec } from "./dashboard";
export { kafkaLogFilters, kafkaMetricNamespace, type KafkaLogFilter } from "./filters";
export { kafkaJmxExporterConfig } from "./jmx";
export {
  kafkaThresholds,
  type KafkaMetric,
  type KafkaObservedSpec,
  type KafkaThresholds,
  type KafkaWatched,
} from "./spec";
export { kafkaWatchStatement, type KafkaWatchSpec } from "./watch";
