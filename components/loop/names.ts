import { qualifiedName } from "../../blueprints";
import type { DatabaseChoice } from "../snowflake";
import type { FeatureNames, LoopArgs } from "./args";

type Name = readonly [string, string, string];

/** What each role of a loop does. */
export const roleParts = ["LOADER", "TRANSFORMER", "TRAINER", "SCORER", "ANALYST"] as const;
export type RolePart = (typeof roleParts)[number];

/** Every Snowflake name of a loop, in one place. All are frozen: a renamed object is a new object. */
export class LoopNames {
  readonly database: string;
  readonly raw: string;
  readonly features: string;
  readonly ml = "ML";

  constructor(readonly args: Pick<LoopArgs, "database" | "raw" | "features">) {
    this.database = databaseName(args.database);
    this.raw = args.raw.schema ?? "RAW";
    this.features = args.features.schema ?? "FEATURES";
  }

  role(part: RolePart): string {
    return `${this.database}_${part}`;
  }
  get warehouse(): string {
    return `${this.database}_WH`;
  }
  get integration(): string {
    return `${this.database}_S3`;
  }
  rawTable(table: string): Name {
    return [this.database, this.raw, table];
  }
  get source(): Name {
    return this.rawTable(this.args.features.source);
  }
  get sourceStream(): Name {
    return [this.database, this.raw, `${this.args.features.source}_STREAM`];
  }
  get featuresTable(): Name {
    return [this.database, this.features, this.args.features.table];
  }
  get featuresStream(): Name {
    return [this.database, this.features, `${this.args.features.table}_STREAM`];
  }
  procedure(name: string): Name {
    return [this.database, this.features, name];
  }
  get featuresTask(): string {
    return `BUILD_${this.args.features.table}`;
  }
  get rawStage(): Name {
    return [this.database, this.raw, "RAW_FILES"];
  }
  get trainingStage(): Name {
    return [this.database, this.ml, "TRAINING_SETS"];
  }
  get scoringStage(): Name {
    return [this.database, this.ml, "SCORING_SETS"];
  }
  get manifestStage(): Name {
    return [this.database, this.ml, "MANIFESTS"];
  }
  get predictionStage(): Name {
    return [this.database, this.ml, "PREDICTION_FILES"];
  }
  get trainingTask(): Name {
    return [this.database, this.ml, "UNLOAD_TRAINING_SET"];
  }
  get scoringTask(): Name {
    return [this.database, this.ml, "UNLOAD_NEW_ROWS"];
  }
  get predictions(): Name {
    return [this.database, this.ml, "PREDICTIONS"];
  }
  get scored(): Name {
    return [this.database, this.ml, "SCORED"];
  }
  get pipe(): Name {
    return [this.database, this.ml, "PREDICTIONS_PIPE"];
  }

  /** The names a user's SQL may use. */
  forFeatures(): FeatureNames {
    const { raw, features } = this.args;
    return {
      stream: qualifiedName(...this.sourceStream),
      raw: Object.fromEntries(
        Object.keys(raw.tables).map((table) => [table, qualifiedName(...this.rawTable(table))]),
      ),
      features: qualifiedName(...this.featuresTable),
      procedures: Object.fromEntries(
        Object.keys(features.procedures ?? {}).map((name) => [name, qualifiedName(...this.procedure(name))]),
      ),
    };
  }
}

function databaseName(choice: DatabaseChoice): string {
  return "existing" in choice ? choice.existing : choice.create.name;
}
