import { jsonText } from "../core/json-text";
import { tableColumns, type Account } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { notFound } from "../core/errors";
import { fixed, instant, text, type Cell, type ResultColumn } from "../core/result";
import { columnType } from "../tables/types";
import { literalRelation } from "./literals";
import type { Relation } from "./translate/scope";

interface View {
  readonly columns: readonly ResultColumn[];
  rows(objects: (kind: string) => readonly CatalogObject[], database: string): readonly (readonly Cell[])[];
}

const date = (object: CatalogObject): Date => new Date(object.createdOn);
const yes = (value: unknown): string => (value === true ? "YES" : "NO");
const comment = (object: CatalogObject): Cell => (object.comment === "" ? null : object.comment);

/** The database's INFORMATION_SCHEMA, made from the catalog: each role sees what it holds a privilege on. */
const VIEWS: Readonly<Record<string, View>> = {
  DATABASES: {
    columns: [
      text("DATABASE_NAME"),
      text("DATABASE_OWNER"),
      text("IS_TRANSIENT"),
      text("COMMENT"),
      instant("CREATED"),
      instant("LAST_ALTERED"),
      fixed("RETENTION_TIME", 9),
      text("TYPE"),
    ],
    rows: (objects) =>
      objects("DATABASE").map((each) => [
        each.path[0] ?? "",
        each.owner,
        yes(each.properties["transient"]),
        comment(each),
        date(each),
        date(each),
        1,
        "STANDARD",
      ]),
  },
  SCHEMATA: {
    columns: [
      text("CATALOG_NAME"),
      text("SCHEMA_NAME"),
      text("SCHEMA_OWNER"),
      text("IS_TRANSIENT"),
      text("IS_MANAGED_ACCESS"),
      fixed("RETENTION_TIME", 9),
      text("DEFAULT_CHARACTER_SET_NAME"),
      text("COMMENT"),
      instant("CREATED"),
      instant("LAST_ALTERED"),
    ],
    rows: (objects) =>
      objects("SCHEMA").map((each) => [
        each.path[0] ?? "",
        each.path[1] ?? "",
        each.owner,
        yes(each.properties["transient"]),
        yes(each.properties["MANAGED_ACCESS"]),
        1,
        null,
        comment(each),
        date(each),
        date(each),
      ]),
  },
  TABLES: {
    columns: [
      text("TABLE_CATALOG"),
      text("TABLE_SCHEMA"),
      text("TABLE_NAME"),
      text("TABLE_OWNER"),
      text("TABLE_TYPE"),
      text("IS_TRANSIENT"),
      text("CLUSTERING_KEY"),
      fixed("ROW_COUNT"),
      fixed("BYTES"),
      fixed("RETENTION_TIME", 9),
      text("IS_TEMPORARY"),
      instant("CREATED"),
      instant("LAST_ALTERED"),
      text("COMMENT"),
    ],
    rows: (objects) =>
      [...objects("TABLE"), ...objects("DYNAMIC TABLE"), ...objects("VIEW")].map((each) => [
        ...each.path,
        each.owner,
        each.kind === "VIEW"
          ? "VIEW"
          : each.properties["temporary"] === true
            ? "LOCAL TEMPORARY"
            : "BASE TABLE",
        each.kind === "VIEW" ? null : yes(each.properties["transient"]),
        null,
        null,
        null,
        each.kind === "VIEW" ? null : 1,
        yes(each.properties["temporary"]),
        date(each),
        date(each),
        comment(each),
      ]),
  },
  VIEWS: {
    columns: [
      text("TABLE_CATALOG"),
      text("TABLE_SCHEMA"),
      text("TABLE_NAME"),
      text("TABLE_OWNER"),
      text("VIEW_DEFINITION"),
      text("CHECK_OPTION"),
      text("IS_UPDATABLE"),
      text("IS_SECURE"),
      instant("CREATED"),
      instant("LAST_ALTERED"),
      text("COMMENT"),
    ],
    rows: (objects) =>
      objects("VIEW").map((each) => [
        ...each.path,
        each.owner,
        jsonText(each.properties["text"] ?? ""),
        "NONE",
        "NO",
        yes(each.properties["secure"]),
        date(each),
        date(each),
        comment(each),
      ]),
  },
  COLUMNS: {
    columns: [
      text("TABLE_CATALOG"),
      text("TABLE_SCHEMA"),
      text("TABLE_NAME"),
      text("COLUMN_NAME"),
      fixed("ORDINAL_POSITION", 9),
      text("COLUMN_DEFAULT"),
      text("IS_NULLABLE"),
      text("DATA_TYPE"),
      fixed("CHARACTER_MAXIMUM_LENGTH"),
      fixed("CHARACTER_OCTET_LENGTH"),
      fixed("NUMERIC_PRECISION"),
      fixed("NUMERIC_PRECISION_RADIX"),
      fixed("NUMERIC_SCALE"),
      fixed("DATETIME_PRECISION"),
      text("IS_IDENTITY"),
      text("COMMENT"),
    ],
    rows: (objects) =>
      [...objects("TABLE"), ...objects("DYNAMIC TABLE"), ...objects("VIEW")].flatMap((each) =>
        tableColumns(each).map((column, index) => [
          ...each.path,
          column.name,
          index + 1,
          column.default ?? null,
          yes(column.nullable),
          ...typeCells(column.type),
          yes(column.identity !== undefined),
          column.comment ?? null,
        ]),
      ),
  },
};

const SIMPLE: Readonly<Record<string, string>> = {
  STAGES: "STAGE",
  SEQUENCES: "SEQUENCE",
  PIPES: "PIPE",
  FILE_FORMATS: "FILE FORMAT",
  FUNCTIONS: "FUNCTION",
  PROCEDURES: "PROCEDURE",
};

function simpleView(kind: string): View {
  const word = kind.replace(" ", "_");
  return {
    columns: [
      text(`${word}_CATALOG`),
      text(`${word}_SCHEMA`),
      text(`${word}_NAME`),
      text(`${word}_OWNER`),
      text("COMMENT"),
      instant("CREATED"),
      instant("LAST_ALTERED"),
    ],
    rows: (objects) =>
      objects(kind).map((each) => [...each.path, each.owner, comment(each), date(each), date(each)]),
  };
}

function typeCells(text: string): Cell[] {
  const type = columnType(text);
  const name = type.kind === "fixed" ? "NUMBER" : type.kind === "real" ? "FLOAT" : type.kind.toUpperCase();
  const length = type.kind === "text" || type.kind === "binary" ? type.length : null;
  const precision = type.kind === "fixed" ? type.precision : null;
  return [
    name,
    length,
    length === null ? null : Math.min(length * 4, 16_777_216),
    precision,
    precision === null ? null : 10,
    type.kind === "fixed" ? type.scale : null,
    "scale" in type && type.kind !== "fixed" ? type.scale : null,
  ];
}

export function informationSchema(account: Account, name: readonly string[], session: Session): Relation {
  const view = name.at(-1) ?? "";
  const database = name.length > 2 ? (name[0] ?? "") : session.database;
  const kind = SIMPLE[view];
  const definition = VIEWS[view] ?? (kind === undefined ? undefined : simpleView(kind));
  if (database === undefined) session.resolve(["INFORMATION_SCHEMA", view], 3);
  if (
    definition === undefined ||
    database === undefined ||
    account.catalog.find("DATABASE", [database]) === undefined
  )
    throw notFound("Object", name.join("."));
  account.access.require(session, "USAGE", "DATABASE", [database]);
  const visible = (wanted: string): readonly CatalogObject[] =>
    account.catalog
      .list(wanted, wanted === "DATABASE" ? undefined : [database])
      .filter((object) => sees(account, session, object));
  return literalRelation(definition.columns, definition.rows(visible, database));
}

const PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  TABLE: ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES"],
  VIEW: ["SELECT", "REFERENCES"],
  STAGE: ["USAGE", "READ", "WRITE"],
  PIPE: ["MONITOR", "OPERATE"],
};

function sees(account: Account, session: Session, object: CatalogObject): boolean {
  const privileges = PRIVILEGES[object.kind] ?? ["USAGE", "MONITOR"];
  return ["OWNERSHIP", ...privileges].some((privilege) =>
    account.access.allows(session, privilege, object.kind, object.path),
  );
}
