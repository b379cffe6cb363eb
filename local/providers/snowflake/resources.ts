import type { StandInType } from "../common/standin";
import { accountRole } from "./account-role";
import { database } from "./database";
import { dynamicTable } from "./dynamic-table";
import { execute } from "./execute";
import { fileFormat } from "./file-format";
import { grantAccountRole } from "./grant-account-role";
import { grantOwnership } from "./grant-ownership";
import { grantPrivilegesToAccountRole } from "./grant-privileges";
import { pipe } from "./pipe";
import { resourceMonitor } from "./resource-monitor";
import { functionSql, procedurePython, procedureSql } from "./routines";
import { schema } from "./schema";
import { serviceUser } from "./service-user";
import { stage } from "./stage";
import { storageIntegration } from "./storage-integration";
import { streamOnTable } from "./stream-on-table";
import { table } from "./table";
import { task } from "./task";
import { userPublicKeys } from "./user-public-keys";
import { view } from "./view";
import { warehouse } from "./warehouse";

export const resources: readonly StandInType[] = [
  accountRole,
  grantAccountRole,
  grantPrivilegesToAccountRole,
  grantOwnership,
  serviceUser,
  userPublicKeys,
  warehouse,
  resourceMonitor,
  database,
  schema,
  table,
  view,
  fileFormat,
  storageIntegration,
  stage,
  pipe,
  streamOnTable,
  dynamicTable,
  task,
  procedurePython,
  procedureSql,
  functionSql,
  execute,
];
