import {
  canonicalType,
  checkArn,
  checkExchange,
  checkGate,
  checkIdentifier,
  checkInteger,
  checkMembers,
  checkName,
  checkSchedule,
  checkTable,
  checkTaskGraph,
  checkWarehouse,
  columnSpec,
  isNumericType,
  Problems,
  reportedMetrics,
  type Columns,
} from "../../blueprints";
import { checkDeployed, checkScoring, checkServed, checkTraining } from "../sagemaker";
import { checkServiceUser } from "../snowflake/access/serviceUser";
import type { LoopArgs } from "./args";
import { LoopNames, roleParts } from "./names";
import { checkProof } from "./proof";
import { featureTasks } from "./queries";

/** Every rule of a loop, before anything is registered. @throws InvalidArguments with all problems. */
export function checkLoop(name: string, args: LoopArgs): void {
  const problems = new Problems();
  findLoopProblems(problems, args);
  problems.raise(`Loop "${name}"`);
}

/** Adds every problem of a loop's arguments. */
export function findLoopProblems(problems: Problems, args: LoopArgs): void {
  checkPlaces(problems, args);
  checkRaw(problems.at("raw"), args);
  checkFeatures(problems.at("features"), args);
  checkLearning(problems, args);
  checkRetraining(problems.at("retraining"), args);
  checkProof(problems.at("check"), args);
  for (const [user, spec] of Object.entries(args.users ?? {})) {
    checkIdentifier(problems, `users.${user}`, user);
    checkServiceUser(problems.at(`users.${user}`), spec, roleParts);
  }
  checkArn(problems, "alarmTopicArn", args.alarmTopicArn, "topic");
  checkName(problems, "namePrefix", args.namePrefix, "rule");
}

function checkPlaces(problems: Problems, args: LoopArgs): void {
  if ("existing" in args.database) checkIdentifier(problems, "database.existing", args.database.existing);
  else checkIdentifier(problems, "database.create.name", args.database.create.name);
  if (args.warehouse !== undefined) {
    if ("existing" in args.warehouse)
      checkIdentifier(problems, "warehouse.existing", args.warehouse.existing);
    else checkWarehouse(problems.at("warehouse.create"), args.warehouse.create);
  }
  checkExchange(problems, {
    integration: "LOOP_S3",
    stages: { RAW_FILES: { schema: "RAW", prefix: "raw/", access: "read" } },
    ...(args.bucket === undefined ? {} : { bucket: args.bucket }),
    ...(args.encryption === undefined ? {} : { encryption: args.encryption }),
  });
}

function checkRaw(problems: Problems, { raw }: LoopArgs): void {
  checkIdentifier(problems, "schema", raw.schema);
  const tables = Object.keys(raw.tables);
  problems.require(
    tables.length > 0,
    "tables",
    "a loop needs a table whose rows start it",
    "declare the source table",
  );
  for (const [table, spec] of Object.entries(raw.tables)) {
    checkIdentifier(problems, `tables.${table}`, table);
    checkTable(problems.at(`tables.${table}`), spec);
  }
  for (const [table, load] of Object.entries(raw.load ?? {})) {
    const spec = raw.tables[table];
    if (spec === undefined)
      problems.add(
        `load.${table}`,
        `"${table}" is not one of the tables ${tables.join(", ")}`,
        "declare it under raw.tables",
      );
    else checkMembers(problems, `load.${table}.columns`, load.columns ?? [], Object.keys(spec.columns));
    problems.require(
      load.files.length > 0,
      `load.${table}.files`,
      "no file is named",
      "name at least one CSV file",
    );
  }
}

function checkFeatures(problems: Problems, args: LoopArgs): void {
  const { features, raw } = args;
  checkIdentifier(problems, "schema", features.schema);
  checkIdentifier(problems, "table", features.table);
  const schemas = [raw.schema ?? "RAW", features.schema ?? "FEATURES", "ML"];
  problems.require(
    new Set(schemas).size === 3,
    "schema",
    `the loop's schemas must differ, not ${schemas.join(", ")}`,
    "give raw and features schemas of their own, other than ML",
  );
  checkTable(problems, { columns: features.columns });
  problems.require(
    features.key.length > 0,
    "key",
    "predictions could not be joined to their rows",
    "name the columns that identify a row",
  );
  checkMembers(problems, "key", features.key, Object.keys(features.columns));
  for (const column of features.key) {
    const type = canonicalType(typeOf(features.columns, column)) ?? "";
    problems.require(
      type === "" || /^(NUMBER|VARCHAR|DATE)/.test(type),
      `columns.${column}`,
      `a key of type ${type} does not survive the way through CSV unchanged`,
      "use NUMBER, DATE or VARCHAR",
    );
  }
  const tables = Object.keys(raw.tables);
  problems.require(
    tables.includes(features.source),
    "source",
    `"${features.source}" is not one of the tables ${tables.join(", ")}`,
    "name the RAW table whose new rows start the loop",
  );
  for (const [name, procedure] of Object.entries(features.procedures ?? {})) {
    checkIdentifier(problems, `procedures.${name}`, name);
    problems.require(
      new RegExp(`^\\s*(async\\s+)?def\\s+${procedure.handler}\\s*\\(`, "m").test(procedure.source),
      `procedures.${name}.handler`,
      `the source has no function "${procedure.handler}"`,
      "name the function the call enters",
    );
  }
  checkInteger(problems, "minimumTriggerIntervalSeconds", features.minimumTriggerIntervalSeconds, {
    min: 10,
    max: 604800,
    unit: "seconds",
  });
  checkTaskGraph(problems.at("build"), { tasks: featureTasks(args, new LoopNames(args)) });
}

function checkLearning(problems: Problems, args: LoopArgs): void {
  const { features, training } = args;
  const at = problems.at("training");
  checkTraining(at, training);
  checkDeployed(at, training);
  const columns = Object.keys(features.columns);
  checkMembers(at, "columns", training.columns, columns);
  problems.require(
    training.columns.length > 0,
    "training.columns",
    "a model without features learns nothing",
    "name the columns it may see",
  );
  checkMembers(at, "label", [training.label], columns);
  problems.require(
    !training.columns.includes(training.label),
    "training.columns",
    `the label ${training.label} is among them, so the model would be told the answer`,
    "remove it",
  );
  for (const column of [training.label, ...training.columns]) {
    const type = typeOf(features.columns, column);
    problems.require(
      !columns.includes(column) || isNumericType(type),
      `features.columns.${column}`,
      `a column of type ${type} is not a number the model can take`,
      "encode it as NUMBER, FLOAT or BOOLEAN when features are built",
    );
  }
  for (const argument of ["validationRows", "usableRows"] as const) {
    const text = training[argument];
    problems.require(
      text === undefined || text.trim() !== "",
      `training.${argument}`,
      "is empty",
      "write an SQL condition, such as MONTH >= 11",
    );
    problems.require(
      text === undefined || !text.includes(";"),
      `training.${argument}`,
      "holds a semicolon, so it is more than a condition",
      "write one SQL condition",
    );
  }
  checkServed(problems.at("serving"), { ...args.serving, ...promotion(args) });
  checkScoring(problems.at("scoring"), args.scoring ?? {});
  checkInteger(
    problems,
    "scoring.minimumTriggerIntervalSeconds",
    args.scoring?.minimumTriggerIntervalSeconds,
    { min: 10, max: 604800, unit: "seconds" },
  );
}

function promotion({ retraining }: LoopArgs): { readonly promotedBy: "deploy" | "retraining" } {
  return { promotedBy: retraining === undefined ? "deploy" : "retraining" };
}

function checkRetraining(problems: Problems, { retraining, training }: LoopArgs): void {
  if (retraining === undefined) return;
  checkSchedule(problems, "schedule", retraining.schedule);
  const gate = retraining.gate ?? training.gate;
  if (gate === undefined)
    problems.add("gate", "is required: nobody watches a retraining", "set retraining.gate or training.gate");
  if (retraining.gate !== undefined) {
    const builtIn = training.image === undefined || "xgboost" in training.image;
    checkGate(
      problems.at("gate"),
      retraining.gate,
      builtIn ? reportedMetrics(training.hyperparameters) : undefined,
    );
  }
}

function typeOf(columns: Columns, column: string): string {
  const found = columns[column];
  return found === undefined ? "" : columnSpec(found).type;
}
