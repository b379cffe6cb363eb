import type { Parameters } from "./parameters";

/** Parameters that databases and schemas share. */
export const databaseParameters: Parameters = {
  dataRetentionTimeInDays: "integer",
  maxDataExtensionTimeInDays: "integer",
  externalVolume: "text",
  catalog: "text",
  replaceInvalidCharacters: "flag",
  defaultDdlCollation: "text",
  storageSerializationPolicy: "text",
  logLevel: "text",
  traceLevel: "text",
  suspendTaskAfterNumFailures: "integer",
  taskAutoRetryAttempts: "integer",
  userTaskManagedInitialWarehouseSize: "text",
  userTaskTimeoutMs: "integer",
  userTaskMinimumTriggerIntervalInSeconds: "integer",
  quotedIdentifiersIgnoreCase: "flag",
  enableConsoleOutput: "flag",
};
export const schemaParameters: Parameters = { ...databaseParameters, pipeExecutionPaused: "flag" };
