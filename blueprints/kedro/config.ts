import type { KedroPlan } from "./planned";

/** Where a deployment's files lie. Stages are written as SQL writes them: `@"DB"."SCHEMA"."STAGE"/path`. */
export interface KedroConfigPlaces {
  /** The project's archive. */
  readonly project: string;
  /** Folder of all versions of the archive. */
  readonly versions: string;
  readonly intermediates: {
    /** Folder of what runs keep. */
    readonly stage: string;
    /** `"DB"."SCHEMA"` of transient tables. */
    readonly schema: string;
  };
  readonly data: {
    /** Folder of the files that datasets with local paths write. */
    readonly stage: string;
    /** Uploaded files and folders: path in the project to path on the stage. */
    readonly uploads?: Readonly<Record<string, string>>;
  };
}

/** The graph's CONFIG, which every task reads. Snowflake pins it per run, so a run goes on with the code it began with. */
export type KedroConfig = Record<"kedro", Record<string, unknown>>;

export function kedroConfig(plan: KedroPlan, places: KedroConfigPlaces): KedroConfig {
  const { params = {}, intermediates = {}, credentials = {}, mlflow } = plan.options;
  return {
    kedro: {
      format: 1,
      project: places.project,
      versions: places.versions,
      pipeline: plan.pipeline,
      env: plan.env,
      params,
      intermediates: {
        ...places.intermediates,
        ttlDays: intermediates.ttlDays ?? 14,
        pandas: intermediates.pandas ?? "parquet",
        keep: intermediates.keep ?? false,
      },
      data: { stage: places.data.stage, uploads: places.data.uploads ?? {} },
      credentials: Object.fromEntries(
        Object.entries(credentials).map(([key, { type = "generic", ...rest }]) => [key, { ...rest, type }]),
      ),
      nodeRetries: plan.nodeRetries,
      ...(mlflow === undefined ? {} : { mlflow: { ...mlflow, experiment: mlflow.experiment ?? plan.name } }),
    },
  };
}
