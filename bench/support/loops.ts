import * as pulumi from "@pulumi/pulumi";
import { Loop, type LoopArgs } from "../../components";
import { loopName } from "./recorded/recording";

/** A whole loop, retraining included, on data small enough that its one real run takes seconds. */
const argsOf = (name: string, data: string): LoopArgs => ({
  database: { create: { name: name.toUpperCase() } },
  bucket: { create: { deleteObjectsOnDestroy: true } },
  encryption: { create: { deletionDays: 7 } },
  raw: {
    tables: {
      SALES: {
        columns: { ID: "NUMBER(10,0)", PRICE: "FLOAT", WEEKDAY: "NUMBER(1,0)", RETURNED: "NUMBER(1,0)" },
      },
    },
    load: { SALES: { files: [data] } },
  },
  features: {
    table: "SALE_FEATURES",
    columns: { ID: "NUMBER(10,0)", PRICE: "FLOAT", WEEKDAY: "NUMBER(1,0)", RETURNED: "NUMBER(1,0)" },
    key: ["ID"],
    source: "SALES",
    build: { query: ({ stream }) => `SELECT ID, PRICE, WEEKDAY, RETURNED FROM ${stream}` },
    minimumTriggerIntervalSeconds: 10,
  },
  training: {
    label: "RETURNED",
    columns: ["PRICE", "WEEKDAY"],
    validationRows: "MOD(ID, 4) = 0",
    hyperparameters: { objective: "binary:logistic", eval_metric: "auc", num_round: 2, max_depth: 2 },
    onDelete: "delete",
    gate: { metric: "validation:auc", threshold: 0.5 },
  },
  retraining: { schedule: "USING CRON 0 3 * * 0 UTC" },
});

/** The program of the components: as many loops as the stack's `count` says. */
export default function program(): void {
  const config = new pulumi.Config();
  for (let index = 1; index <= config.requireNumber("count"); index++) {
    const name = loopName(index);
    new Loop(name, argsOf(name, config.require("data")));
  }
}
