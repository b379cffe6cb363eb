import { qualifiedName } from "../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../component";
import type { LoopArgs } from "./args";
import { checkLoop } from "./check";
import { LoopContext } from "./context";
import { loopExchange, loopFeatures, loopLoads, loopTrainingSets } from "./data";
import { loopRetraining, loopServed } from "./model";
import type { LoopNodes } from "./nodes";
import { loopProof } from "./proof";
import { loopScoring } from "./scoring";
import {
  loopAccess,
  loopProcedures,
  loopRoleGrants,
  loopScored,
  loopStreams,
  loopWarehouse,
  loopWorkspace,
} from "./snowflake";

/**
 * The whole way Snowflake -> S3 -> SageMaker -> Snowflake for one model. After one `pulumi up` features are computed,
 * a model is trained on them, serves, and has scored every row; from then on new rows in the source table become
 * features, then predictions, without any command.
 *
 * Costs, at the defaults: the endpoint about 83 USD a month (ml.m5.large, day and night); a key 1 USD a month; per
 * run, warehouse time and SageMaker instances for as long as they work.
 *
 * @example
 * ```ts
 * new Loop("flights", {
 *   database: { create: { name: "FLIGHTS" } },
 *   raw: { tables: { FLIGHTS: { columns: { ID: "NUMBER(38,0)", MONTH: "NUMBER(2,0)", DISTANCE: "FLOAT", ARR_DELAY: "FLOAT" } } } },
 *   features: {
 *     table: "FLIGHT_FEATURES", key: ["ID"], source: "FLIGHTS",
 *     columns: { ID: "NUMBER(38,0)", MONTH: "NUMBER(2,0)", DISTANCE: "FLOAT", LATE: "NUMBER(1,0)" },
 *     build: { query: ({ stream }) => `SELECT ID, MONTH, DISTANCE, IFF(ARR_DELAY > 15, 1, 0) AS LATE FROM ${stream}` },
 *   },
 *   training: {
 *     label: "LATE", columns: ["MONTH", "DISTANCE"], validationRows: "MONTH >= 11",
 *     hyperparameters: { objective: "binary:logistic", num_round: 100, eval_metric: "auc" },
 *     gate: { metric: "validation:auc", threshold: 0.6 },
 *   },
 *   retraining: { schedule: "USING CRON 0 3 * * 0 UTC" },
 * });
 * ```
 */
export class Loop extends FloeComponent {
  readonly databaseName: pulumi.Output<string>;
  readonly bucketName: pulumi.Output<string>;
  readonly endpointName: pulumi.Output<string>;
  /** Final metrics of the model trained by this deployment. */
  readonly metrics: pulumi.Output<Record<string, number>>;
  /** Fully qualified name of the table predictions arrive in. */
  readonly predictionsTable: string;
  /** Fully qualified name of the view of features with their newest prediction. */
  readonly scoredView: string;
  /** `passed: ..`, or `would be checked: ..` in a preview, with the legs. Undefined without `check`. */
  readonly checked: pulumi.Output<string> | undefined;
  readonly nodes: LoopNodes;

  constructor(name: string, args: LoopArgs, opts?: pulumi.ComponentResourceOptions) {
    checkLoop(name, args);
    super(
      "floe:components:Loop",
      name,
      {
        database: args.database,
        features: args.features.table,
        hyperparameters: { ...args.training.hyperparameters },
      },
      opts,
    );
    const loop = new LoopContext(name, args, this);
    const access = loopAccess(loop);
    const warehouse = loopWarehouse(loop);
    const workspace = loopWorkspace(loop);
    const exchange = loopExchange(loop, workspace);
    const streams = loopStreams(loop, workspace);
    const procedures = loopProcedures(loop, workspace);
    const scored = loopScored(loop, workspace);
    const made = { access, warehouse, workspace, exchange, streams, procedures, scored };
    const grants = loopRoleGrants(loop, made);
    const loads = loopLoads(loop, made);
    const features = loopFeatures(loop, { ...made, grants, loads });
    const sets = loopTrainingSets(loop, { ...made, ...features, grants });
    const served = loopServed(loop, { ...made, ...sets });
    const scoring = loopScoring(loop, { ...made, ...served, ...features, grants });
    const retraining = loopRetraining(loop, { ...made, ...served });

    const nodes = {
      ...made,
      grants,
      loads,
      ...features,
      ...sets,
      ...served,
      ...scoring,
      ...(retraining === undefined ? {} : { retraining }),
    };
    const check = loopProof(loop, nodes);
    this.nodes = { ...nodes, ...(check === undefined ? {} : { check }) };
    this.checked = check?.summary;
    this.databaseName = workspace.withTables;
    this.bucketName = exchange.bucketName;
    this.endpointName = served.endpoint.endpointName;
    this.metrics = served.training.metrics;
    this.predictionsTable = qualifiedName(...loop.names.predictions);
    this.scoredView = qualifiedName(...loop.names.scored);
    this.registerOutputs({
      databaseName: this.databaseName,
      endpointName: this.endpointName,
      metrics: this.metrics,
    });
  }
}
