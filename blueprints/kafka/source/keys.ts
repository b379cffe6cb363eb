import { key, type ConfigKey } from "../keys";
import { sourceNames as names } from "./names";

/** Keys of Floe's Snowflake source. */
export const snowflakeSourceKeys: readonly ConfigKey[] = [
  key(names.url, "STRING", undefined, { required: true }),
  key(names.user, "STRING", undefined, { required: true }),
  key(names.role, "STRING", undefined, { required: true }),
  key(names.warehouse, "STRING", undefined, { required: true }),
  key(names.database, "STRING", undefined, { required: true }),
  key(names.schema, "STRING", undefined, { required: true }),
  key(names.authenticator, "STRING", "snowflake_jwt", { validValues: ["snowflake_jwt", "oauth"] }),
  key(names.privateKey, "PASSWORD", ""),
  key(names.passphrase, "PASSWORD", ""),
  key(names.clientId, "STRING", ""),
  key(names.clientSecret, "PASSWORD", ""),
  key(names.tokenEndpoint, "STRING", ""),
  key(names.topic, "STRING", undefined, { required: true }),
  key(names.mode, "STRING", "stream", {
    validValues: ["stream", "changes", "query", "snapshot", "metadata"],
  }),
  key(names.table),
  key(names.stream),
  key(names.stage),
  key(names.sequence),
  key(names.query),
  key(names.feed, "STRING", "", { validValues: ["load", "query", "audit", "task", "ddl"] }),
  key(names.keyColumns, "LIST", ""),
  key(names.valueFormat, "STRING", "flat", { validValues: ["flat", "envelope"] }),
  key(names.deletes, "STRING", "tombstone", { validValues: ["tombstone", "envelope"] }),
  key(names.schemaPolicy, "STRING", "fail", { validValues: ["fail", "resnapshot", "ignore"] }),
  key(names.pollInterval, "LONG", "60000", { min: 100 }),
  key(names.rowsPerPoll, "INT", "5000", { min: 1 }),
  key(names.rowsPerTransaction, "INT", undefined, { min: 1 }),
];
