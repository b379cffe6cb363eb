import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { fixed, flag, instant, text } from "../core/result";
import { boolean, integer, identifier, nullable, oneOf } from "../ddl/types";
import type { OptionTable } from "../ddl/options";
import type { AlterContext, Change, ObjectKind, Properties } from "./kind";
import type { TokenStream } from "../ddl/stream";
import {
  createdOn,
  flagOf,
  isCurrent,
  numberOf,
  ownerType,
  rejected,
  textOf,
  without,
  yesNo,
} from "./values";

const SIZES = [
  "XSMALL",
  "SMALL",
  "MEDIUM",
  "LARGE",
  "XLARGE",
  "XXLARGE",
  "XXXLARGE",
  "X4LARGE",
  "X5LARGE",
  "X6LARGE",
];
const SPELLINGS = {
  "X-SMALL": "XSMALL",
  "X-LARGE": "XLARGE",
  X2LARGE: "XXLARGE",
  "2X-LARGE": "XXLARGE",
  X3LARGE: "XXXLARGE",
  "3X-LARGE": "XXXLARGE",
  "4X-LARGE": "X4LARGE",
  "5X-LARGE": "X5LARGE",
  "6X-LARGE": "X6LARGE",
};
/** As SHOW WAREHOUSES prints them. */
const SHOWN: Readonly<Record<string, string>> = {
  XSMALL: "X-Small",
  SMALL: "Small",
  MEDIUM: "Medium",
  LARGE: "Large",
  XLARGE: "X-Large",
  XXLARGE: "2X-Large",
  XXXLARGE: "3X-Large",
  X4LARGE: "4X-Large",
  X5LARGE: "5X-Large",
  X6LARGE: "6X-Large",
};
const CONSTRAINTS = [
  "STANDARD_GEN_1",
  "STANDARD_GEN_2",
  "MEMORY_1X",
  "MEMORY_1X_x86",
  "MEMORY_16X",
  "MEMORY_16X_x86",
  "MEMORY_64X",
  "MEMORY_64X_x86",
].map((word) => word.toUpperCase());

const options: OptionTable = {
  WAREHOUSE_TYPE: oneOf(["STANDARD", "SNOWPARK-OPTIMIZED"]),
  WAREHOUSE_SIZE: oneOf(SIZES, SPELLINGS),
  GENERATION: oneOf(["1", "2"]),
  RESOURCE_CONSTRAINT: oneOf(CONSTRAINTS),
  MAX_CLUSTER_COUNT: integer(1, 10),
  MIN_CLUSTER_COUNT: integer(1, 10),
  SCALING_POLICY: oneOf(["STANDARD", "ECONOMY"]),
  AUTO_SUSPEND: nullable(integer()),
  AUTO_RESUME: boolean,
  INITIALLY_SUSPENDED: boolean,
  RESOURCE_MONITOR: nullable(identifier),
  ENABLE_QUERY_ACCELERATION: boolean,
  QUERY_ACCELERATION_MAX_SCALE_FACTOR: integer(0, 100),
  WAIT_FOR_COMPLETION: boolean,
};

/** How busy the warehouses are; the runtime (catalog/warehouses.ts) keeps it. */
export interface Load {
  running(id: number): number;
}

/** STARTED or SUSPENDED. The runtime changes it when a statement needs the warehouse and when it was idle long enough. */
export const isStarted = (warehouse: CatalogObject): boolean => textOf(warehouse, "STATE") === "STARTED";

const invalidState = (name: string, state: string): SnowflakeError =>
  new SnowflakeError("090064", "22000", `Invalid state. Warehouse '${name}' cannot be ${state}.`);

export const startState = (): Properties => ({ STATE: "STARTED", RESUMED_ON: Date.now() });
export const stopState = (): Properties => ({ STATE: "SUSPENDED" });

function parseAlter(stream: TokenStream, { object }: AlterContext): Change | undefined {
  const name = object.path[0] ?? "";
  if (stream.take("RESUME")) {
    const ifSuspended = stream.take("IF SUSPENDED");
    if (isStarted(object) && !ifSuspended) throw invalidState(name, "resumed");
    return { properties: { ...object.properties, ...startState() } };
  }
  if (stream.take("SUSPEND")) {
    if (!isStarted(object)) throw invalidState(name, "suspended");
    return { properties: { ...object.properties, ...stopState() } };
  }
  return undefined;
}

function check(properties: Properties): void {
  const holder = { properties };
  const [min, max] = [numberOf(holder, "MIN_CLUSTER_COUNT") ?? 1, numberOf(holder, "MAX_CLUSTER_COUNT") ?? 1];
  if (min > max) throw rejected(`MIN_CLUSTER_COUNT ${min} is greater than MAX_CLUSTER_COUNT ${max}`);
  const optimized = textOf(holder, "WAREHOUSE_TYPE") === "SNOWPARK-OPTIMIZED";
  if (
    optimized &&
    ["XSMALL", "SMALL"].includes(textOf(holder, "WAREHOUSE_SIZE") ?? "") &&
    properties["RESOURCE_CONSTRAINT"] === undefined
  )
    throw rejected(
      "a SNOWPARK-OPTIMIZED warehouse is at least MEDIUM; set WAREHOUSE_SIZE or RESOURCE_CONSTRAINT",
    );
  if (optimized && properties["GENERATION"] !== undefined)
    throw rejected("GENERATION is for STANDARD warehouses; leave it out for SNOWPARK-OPTIMIZED");
}

/** The kind, over the runtime's load. */
export const warehouse = (load: Load): ObjectKind => ({
  name: "WAREHOUSE",
  plural: "WAREHOUSES",
  scope: "account",
  privileges: ["APPLYBUDGET", "MODIFY", "MONITOR", "OPERATE", "USAGE"],
  options,
  parameters: [
    "MAX_CONCURRENCY_LEVEL",
    "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS",
    "STATEMENT_TIMEOUT_IN_SECONDS",
  ],
  defaults: {
    WAREHOUSE_TYPE: "STANDARD",
    WAREHOUSE_SIZE: "XSMALL",
    MAX_CLUSTER_COUNT: 1,
    MIN_CLUSTER_COUNT: 1,
    SCALING_POLICY: "STANDARD",
    AUTO_SUSPEND: 600,
    AUTO_RESUME: true,
    ENABLE_QUERY_ACCELERATION: false,
    QUERY_ACCELERATION_MAX_SCALE_FACTOR: 8,
  },
  orAlter: true,
  alterPrivileges: (words) =>
    ["RESUME", "SUSPEND", "ABORT"].includes(words[0] ?? "")
      ? ["OPERATE"]
      : ["SET", "UNSET"].includes(words[0] ?? "")
        ? ["MODIFY"]
        : [],
  parseAlter,
  complete: (properties, { catalog, before }) => {
    const settled = without(properties, "INITIALLY_SUSPENDED", "WAIT_FOR_COMPLETION");
    check(settled);
    const monitor = settled["RESOURCE_MONITOR"];
    if (typeof monitor === "string" && monitor !== "") catalog.get("RESOURCE MONITOR", [monitor]);
    if (before !== undefined) return { ...settled, UPDATED_ON: Date.now() };
    return {
      ...settled,
      ...(flagOf({ properties }, "INITIALLY_SUSPENDED") ? stopState() : startState()),
      UPDATED_ON: Date.now(),
    };
  },
  onCreate: (object, { session }) => {
    // CREATE WAREHOUSE makes the new warehouse the session's current one.
    session.warehouse = object.path[0];
    return Promise.resolve();
  },
  show: {
    columns: [
      text("name"),
      text("state"),
      text("type"),
      text("size"),
      fixed("min_cluster_count"),
      fixed("max_cluster_count"),
      fixed("started_clusters"),
      fixed("running"),
      fixed("queued"),
      text("is_default"),
      text("is_current"),
      fixed("auto_suspend"),
      flag("auto_resume"),
      text("available"),
      text("provisioning"),
      text("quiescing"),
      text("other"),
      instant("created_on"),
      instant("resumed_on"),
      instant("updated_on"),
      text("owner"),
      text("comment"),
      flag("enable_query_acceleration"),
      fixed("query_acceleration_max_scale_factor"),
      text("resource_monitor"),
      text("actives"),
      text("pendings"),
      text("failed"),
      text("suspended"),
      text("uuid"),
      text("scaling_policy"),
      text("budget"),
      text("owner_role_type"),
      text("resource_constraint"),
      text("generation"),
    ],
    row: (object, { session, catalog }) => {
      const name = object.path[0] ?? "";
      const started = isStarted(object);
      const user = catalog.find("USER", [session.user]);
      const generation = generationOf(object);
      return [
        name,
        started ? "STARTED" : "SUSPENDED",
        textOf(object, "WAREHOUSE_TYPE") ?? "STANDARD",
        SHOWN[textOf(object, "WAREHOUSE_SIZE") ?? "XSMALL"] ?? "X-Small",
        numberOf(object, "MIN_CLUSTER_COUNT") ?? 1,
        numberOf(object, "MAX_CLUSTER_COUNT") ?? 1,
        started ? (numberOf(object, "MIN_CLUSTER_COUNT") ?? 1) : 0,
        load.running(object.id),
        0,
        yesNo(user !== undefined && textOf(user, "DEFAULT_WAREHOUSE") === name),
        isCurrent(name, session.warehouse),
        numberOf(object, "AUTO_SUSPEND") ?? null,
        flagOf(object, "AUTO_RESUME"),
        started ? "100" : "",
        started ? "0" : "",
        started ? "0" : "",
        started ? "0" : "",
        createdOn(object),
        new Date(numberOf(object, "RESUMED_ON") ?? object.createdOn),
        new Date(numberOf(object, "UPDATED_ON") ?? object.createdOn),
        object.owner,
        object.comment,
        flagOf(object, "ENABLE_QUERY_ACCELERATION"),
        numberOf(object, "QUERY_ACCELERATION_MAX_SCALE_FACTOR") ?? 8,
        textOf(object, "RESOURCE_MONITOR") ?? "null",
        started ? "1" : "0",
        "0",
        "0",
        started ? "0" : "1",
        String(object.id),
        textOf(object, "SCALING_POLICY") ?? "STANDARD",
        null,
        ownerType(object),
        textOf(object, "RESOURCE_CONSTRAINT") ?? (generation === null ? null : `STANDARD_GEN_${generation}`),
        generation,
      ];
    },
  },
  describe: {
    columns: [instant("created_on"), text("name"), text("kind")],
    rows: (object) => [[createdOn(object), object.path[0] ?? "", "WAREHOUSE"]],
  },
});

/** Given as GENERATION or through RESOURCE_CONSTRAINT; warehouses made without either are of generation 1. */
function generationOf(object: CatalogObject): string | null {
  if (textOf(object, "WAREHOUSE_TYPE") === "SNOWPARK-OPTIMIZED") return null;
  const constraint = textOf(object, "RESOURCE_CONSTRAINT");
  if (constraint?.startsWith("STANDARD_GEN_") === true) return constraint.slice(-1);
  return textOf(object, "GENERATION") ?? "1";
}
