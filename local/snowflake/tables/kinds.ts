import { jsonText } from "../core/json-text";
import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { fixed, instant, text, type ResultColumn } from "../core/result";
import { boolean, string } from "../ddl/types";
import { parametersOf } from "../catalog/parameters/definitions";
import type { ObjectKind } from "../kinds/kind";
import { createdOn, droppedOn, flagOf, ownerType, textOf, yesNo } from "../kinds/values";
import { readAlterTable } from "./alter-table";
import { readCreateTable } from "./create-table";
import { describeTable } from "./describe";
import { storageOf } from "./storage";
import { viewKind } from "./view-kind";

const onOff = (value: boolean): string => (value ? "ON" : "OFF");

const SHOW_COLUMNS: readonly ResultColumn[] = [
  instant("created_on"),
  ...["name", "database_name", "schema_name", "kind", "comment", "cluster_by"].map(text),
  fixed("rows"),
  fixed("bytes"),
  ...["owner", "retention_time"].map(text),
  instant("dropped_on"),
  ...["automatic_clustering", "change_tracking", "search_optimization"].map(text),
  ...[
    "is_external",
    "enable_schema_evolution",
    "owner_role_type",
    "is_event",
    "budget",
    "is_hybrid",
    "is_iceberg",
    "is_dynamic",
    "is_immutable",
  ].map(text),
];

async function rowCount(account: Account, object: CatalogObject): Promise<number> {
  const reader = await account.database.transaction((connection) =>
    connection.runAndReadAll(`SELECT count(*) FROM ${storageOf(object)}`),
  );
  return Number(reader.getRowsJson()[0]?.[0] ?? 0);
}

function tableKind(account: () => Account): ObjectKind {
  const kind: ObjectKind = {
    name: "TABLE",
    plural: "TABLES",
    scope: "schema",
    namespace: "RELATION",
    privileges: ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "EVOLVE SCHEMA"],
    modifiers: ["TRANSIENT"],
    options: { CHANGE_TRACKING: boolean, ENABLE_SCHEMA_EVOLUTION: boolean, STAGE_COMMENT: string },
    parameters: parametersOf("table"),
    undrop: true,
    swap: true,
    parseCreate: (stream, { session, path, modifiers }) =>
      readCreateTable(stream, { account: account(), kind, session, path, modifiers }),
    parseAlter: (stream, { session, object }) => readAlterTable(stream, account(), session, object),
    async onCreate(object, { run }) {
      for (const watcher of account().extensions.tableWatchers) await watcher.created(object, run);
    },
    async onAlter(before, after, { run }) {
      for (const watcher of account().extensions.tableWatchers) await watcher.altered(before, after, run);
    },
    show: {
      columns: SHOW_COLUMNS,
      row: async (object) => [
        createdOn(object),
        object.path[2] ?? "",
        object.path[0] ?? "",
        object.path[1] ?? "",
        flagOf(object, "TRANSIENT") ? "TRANSIENT" : "TABLE",
        object.comment,
        textOf(object, "CLUSTER_BY") ?? "",
        await rowCount(account(), object),
        0,
        object.owner,
        jsonText(object.properties["DATA_RETENTION_TIME_IN_DAYS"] ?? 1),
        droppedOn(object),
        onOff(textOf(object, "CLUSTER_BY") !== undefined),
        onOff(flagOf(object, "CHANGE_TRACKING")),
        "OFF",
        "N",
        yesNo(flagOf(object, "ENABLE_SCHEMA_EVOLUTION")),
        ownerType(object),
        "N",
        null,
        "N",
        "N",
        "N",
        "N",
      ],
    },
    describe: describeTable,
  };
  return kind;
}

/** The kinds whose rows the query engine reads. */
export const tableKinds = (account: () => Account): readonly ObjectKind[] => [
  tableKind(account),
  viewKind(account),
];
