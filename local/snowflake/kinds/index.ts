import { apiIntegration } from "./api-integration";
import { database } from "./database";
import { databaseRole } from "./database-role";
import { externalAccessIntegration } from "./external-access-integration";
import { fileFormat } from "./file-format";
import type { ObjectKind } from "./kind";
import { networkRule } from "./network-rule";
import { notificationIntegration } from "./notification-integration";
import { resourceMonitor } from "./resource-monitor";
import { role } from "./role";
import { schema } from "./schema";
import { secret } from "./secret";
import { sequence } from "./sequence";
import { stage } from "./stage";
import { storageIntegration } from "./storage-integration";
import { tag } from "./tag";
import { user } from "./user";
import { warehouse, type Load } from "./warehouse";

/** The kinds this folder owns; see kind.ts for how to add one. */
export const catalogKinds = (load: Load): readonly ObjectKind[] => [
  role,
  databaseRole,
  user,
  warehouse(load),
  resourceMonitor,
  database,
  schema,
  storageIntegration,
  notificationIntegration,
  apiIntegration,
  externalAccessIntegration,
  networkRule,
  secret,
  fileFormat,
  stage,
  sequence,
  tag,
];
