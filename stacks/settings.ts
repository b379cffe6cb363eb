import { checkAccountId, checkRegion, Problems, snowflakePreviewFeatures } from "../blueprints";
import { findLoopProblems, type FeatureNames, type LoopArgs } from "../components";
import { Reader } from "./reader";

/** A stack's configuration as Pulumi hands it over: namespaced keys with parsed values. */
export interface StackConfig {
  readonly region: string | undefined;
  readonly allowedAccountIds: readonly string[];
  readonly previewFeatures: readonly string[];
  /** Value of `floe-stacks:loop`. */
  readonly loop: unknown;
}

/** What a stack deploys. */
export interface Settings {
  /** Logical name of the loop. */
  readonly name: string;
  /** True: nothing of the stack can be deleted until it is set to false. For production. */
  readonly protect: boolean;
  readonly loop: LoopArgs;
}

/**
 * A stack's settings from its configuration. @throws InvalidArguments with every problem at once: shape, spelling,
 * and every rule of the loop itself.
 */
export function readSettings(stack: string, config: StackConfig): Settings {
  const problems = new Problems();
  checkProviders(problems, config);
  const given = config.loop;
  if (given === null || typeof given !== "object" || Array.isArray(given)) {
    problems.add("floe-stacks:loop", "is missing", `describe the loop in stacks/Pulumi.${stack}.yaml`);
    problems.raise(`Configuration of stack "${stack}"`);
  }
  const reader = new Reader(given as Readonly<Record<string, unknown>>, problems.at("floe-stacks:loop"));
  const settings = readLoop(reader);
  reader.finish();
  if (problems.found.length === 0) findLoopProblems(problems.at("floe-stacks:loop"), settings.loop);
  problems.raise(`Configuration of stack "${stack}"`);
  return settings;
}

function checkProviders(problems: Problems, config: StackConfig): void {
  if (config.region === undefined)
    problems.add(
      "aws:region",
      "is missing",
      "set it to the region of the bucket and the model, such as us-east-1",
    );
  checkRegion(problems, "aws:region", config.region);
  for (const [index, account] of config.allowedAccountIds.entries()) {
    checkAccountId(problems, `aws:allowedAccountIds[${index}]`, account);
  }
  const missing = snowflakePreviewFeatures.filter((feature) => !config.previewFeatures.includes(feature));
  problems.require(
    missing.length === 0,
    "snowflake:previewFeaturesEnabled",
    `lacks ${missing.join(", ")}, without which the Snowflake provider refuses the loop's resources`,
    "add them to the list",
  );
}

function readLoop(reader: Reader): Settings {
  const name = reader.text("name") ?? "loop";
  const protect = reader.flag("protect") ?? false;
  const loop: LoopArgs = {
    database: readDatabase(
      reader.requiredMap("database", "write create: { name: FLIGHTS } or existing: FLIGHTS"),
    ),
    raw: readRaw(reader.requiredMap("raw", "declare the RAW tables")),
    features: readFeatures(reader.requiredMap("features", "declare the features table")),
    training: readTraining(reader.requiredMap("training", "say what the model learns")),
    ...part(reader.map("warehouse"), "warehouse", readWarehouse),
    ...part(reader.map("bucket"), "bucket", readBucket),
    ...part(reader.map("serving"), "serving", readMachine),
    ...part(reader.map("scoring"), "scoring", readMachine),
    ...part(reader.map("retraining"), "retraining", readRetraining),
    ...part(reader.map("check"), "check", readCheck),
    ...optional("alarmTopicArn", reader.text("alarmTopicArn")),
  };
  return { name, protect, loop };
}

/** A member for a part that is there, and none for one that is not. */
function part<Name extends string, Value>(
  reader: Reader | undefined,
  name: Name,
  read: (reader: Reader) => Value,
): Partial<Record<Name, Value>> {
  return reader === undefined ? {} : ({ [name]: closed(reader, read) } as Record<Name, Value>);
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

/** Reads a map and then complains about what was not read. */
function closed<Value>(reader: Reader, read: (reader: Reader) => Value): Value {
  const value = read(reader);
  reader.finish();
  return value;
}

function readDatabase(reader: Reader): LoopArgs["database"] {
  return closed(reader, () => {
    const existing = reader.text("existing");
    const create = reader.map("create");
    if (existing !== undefined) return { existing };
    if (create === undefined) return { create: { name: "" } };
    return closed(create, () => ({
      create: {
        name: create.requiredText("name", "name the database"),
        ...optional("retentionDays", create.number("retentionDays")),
      },
    }));
  });
}

function readWarehouse(reader: Reader): NonNullable<LoopArgs["warehouse"]> {
  const existing = reader.text("existing");
  if (existing !== undefined) return { existing };
  const create = reader.requiredMap("create", "write create: { name: FLIGHTS_WH } or existing: FLIGHTS_WH");
  return closed(create, () => ({
    create: {
      name: create.requiredText("name", "name the warehouse"),
      ...optional("size", create.text("size") as "XSMALL" | undefined),
      ...optional("generation", create.text("generation") as "1" | "2" | undefined),
      ...optional("autoSuspendSeconds", create.number("autoSuspendSeconds")),
      ...optional("monthlyCredits", create.number("monthlyCredits")),
    },
  }));
}

function readBucket(reader: Reader): NonNullable<LoopArgs["bucket"]> {
  const existing = reader.text("existing");
  if (existing !== undefined) return { existing };
  const create = reader.map("create");
  if (create === undefined) return { create: {} };
  return closed(create, () => ({
    create: {
      ...optional("name", create.text("name")),
      ...optional("keepDays", create.number("keepDays")),
      ...optional("deleteObjectsOnDestroy", create.flag("deleteObjectsOnDestroy")),
    },
  }));
}

function readRaw(reader: Reader): LoopArgs["raw"] {
  return closed(reader, () => {
    const tables = reader.requiredMap("tables", "declare at least the source table").maps();
    return {
      tables: Object.fromEntries(
        tables.map(([table, columns]) => [table, { columns: readColumns(columns) }]),
      ),
    };
  });
}

function readColumns(reader: Reader): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(reader.scalars()).map(([column, type]) => [column, String(type)]));
}

function readFeatures(reader: Reader): LoopArgs["features"] {
  return closed(reader, () => {
    const query = reader.requiredText("query", "write a SELECT over {stream}");
    return {
      table: reader.requiredText("table", "name the features table"),
      source: reader.requiredText("source", "name the RAW table whose new rows start the loop"),
      key: reader.texts("key"),
      columns: readColumns(reader.requiredMap("columns", "declare the columns the query yields")),
      ...optional("minimumTriggerIntervalSeconds", reader.number("minimumTriggerIntervalSeconds")),
      build: { query: (names: FeatureNames) => fillNames(query, names) },
    };
  });
}

/** Puts qualified names for `{stream}`, `{features}` and `{TABLE}`. */
export function fillNames(query: string, names: FeatureNames): string {
  return query.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    if (name === "stream" || name === "features") return names[name];
    return names.raw[name] ?? placeholder;
  });
}

function readTraining(reader: Reader): LoopArgs["training"] {
  return closed(reader, () => ({
    label: reader.requiredText("label", "name the column the model learns"),
    columns: reader.texts("columns"),
    validationRows: reader.requiredText("validationRows", "write an SQL condition of the rows held out"),
    ...optional("usableRows", reader.text("usableRows")),
    hyperparameters: reader.requiredMap("hyperparameters", "set objective and num_round at least").scalars(),
    ...readMachine(reader),
    ...optional("volumeSizeGb", reader.number("volumeSizeGb")),
    ...optional("maxRuntimeSeconds", reader.number("maxRuntimeSeconds")),
    ...part(reader.map("gate"), "gate", readGate),
  }));
}

function readGate(reader: Reader): NonNullable<LoopArgs["training"]["gate"]> {
  return {
    metric: reader.requiredText("metric", "name a metric such as validation:auc"),
    threshold: reader.number("threshold") ?? Number.NaN,
    ...optional("operator", reader.text("operator") as ">=" | undefined),
  };
}

function readMachine(reader: Reader): { readonly instanceType?: string; readonly instanceCount?: number } {
  return {
    ...optional("instanceType", reader.text("instanceType")),
    ...optional("instanceCount", reader.number("instanceCount")),
  };
}

function readRetraining(reader: Reader): NonNullable<LoopArgs["retraining"]> {
  return { ...optional("schedule", reader.text("schedule")), ...optional("rescore", reader.flag("rescore")) };
}

function readCheck(reader: Reader): NonNullable<LoopArgs["check"]> {
  const rows = reader.map("rows");
  const key = reader.map("key");
  return {
    ...(rows === undefined
      ? {}
      : { rows: Object.fromEntries(rows.maps().map(([table, values]) => [table, values.scalars()])) }),
    ...(key === undefined ? {} : { key: key.scalars() }),
    ...optional("timeoutSeconds", reader.number("timeoutSeconds")),
    ...optional("quietSeconds", reader.number("quietSeconds")),
  };
}
