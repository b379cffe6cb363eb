import type { Grant } from "../snowflake/access";
import type { LoopArgs } from "./args";
import type { LoopNames, RolePart } from "./names";
import { featureTasks } from "./queries";

/** What each role may do: exactly what its flow uses. */
export function loopGrants(
  args: LoopArgs,
  names: LoopNames,
  warehouse: string,
): Readonly<Record<RolePart, readonly Grant[]>> {
  const { database } = names;
  const use = (...schemas: readonly string[]): readonly Grant[] => [
    { on: "database", name: database, privileges: ["USAGE"] },
    ...[...new Set(schemas)].map((schema): Grant => ({
      on: "schema",
      name: [database, schema],
      privileges: ["USAGE"],
    })),
    { on: "warehouse", name: warehouse, privileges: ["USAGE"] },
  ];
  const runTasks = (schema: string, others: readonly string[], serverless = false): readonly Grant[] => [
    { on: "account", privileges: ["EXECUTE TASK", ...(serverless ? ["EXECUTE MANAGED TASK"] : [])] },
    ...use(...others.filter((other) => other !== schema)),
    { on: "schema", name: [database, schema], privileges: ["USAGE", "CREATE TASK"] },
  ];
  const rawTables = Object.keys(args.raw.tables);
  return {
    LOADER: [
      ...use(names.raw),
      { on: "stage", name: names.rawStage, privileges: ["USAGE"] },
      ...rawTables.map((table): Grant => ({
        on: "table",
        name: names.rawTable(table),
        privileges: ["INSERT", "SELECT"],
      })),
    ],
    TRANSFORMER: [
      ...runTasks(
        names.features,
        [names.raw],
        Object.values(featureTasks(args, names)).some((task) => task.serverless !== undefined),
      ),
      ...rawTables.map((table): Grant => ({
        on: "table",
        name: names.rawTable(table),
        privileges: ["SELECT"],
      })),
      { on: "stream", name: names.sourceStream, privileges: ["SELECT"] },
      { on: "table", name: names.featuresTable, privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"] },
      ...Object.keys(args.features.procedures ?? {}).map((procedure): Grant => ({
        on: "procedure",
        name: names.procedure(procedure),
        argumentTypes: [],
        privileges: ["USAGE"],
      })),
    ],
    TRAINER: [
      ...runTasks(names.ml, [names.features]),
      { on: "table", name: names.featuresTable, privileges: ["SELECT"] },
      { on: "stage", name: names.trainingStage, privileges: ["USAGE"] },
      { on: "stage", name: names.manifestStage, privileges: ["USAGE"] },
      ...(args.retraining?.rescore === true
        ? [{ on: "stage", name: names.scoringStage, privileges: ["USAGE"] } as const]
        : []),
    ],
    SCORER: [
      ...runTasks(names.ml, [names.features]),
      { on: "table", name: names.featuresTable, privileges: ["SELECT"] },
      { on: "stream", name: names.featuresStream, privileges: ["SELECT"] },
      { on: "stage", name: names.scoringStage, privileges: ["USAGE"] },
      { on: "stage", name: names.manifestStage, privileges: ["USAGE"] },
    ],
    ANALYST: [
      ...use(names.features, names.ml),
      { on: "table", name: names.featuresTable, privileges: ["SELECT"] },
      { on: "table", name: names.predictions, privileges: ["SELECT"] },
      { on: "view", name: names.scored, privileges: ["SELECT"] },
    ],
  };
}
