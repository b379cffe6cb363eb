import * as pulumi from "@pulumi/pulumi";
import { Loop } from "../../components";
import { aucQuery } from "../quality";
import { flightData } from "./data";
import { featureQuery } from "./features";
import { facts, features, inputs, raw } from "./tables";

/** Trained on flights before November, held to the bar on November's, judged on December's, which it never saw. */
const VALIDATION = "FLIGHT_DATE >= '2013-11-01' AND FLIGHT_DATE < '2013-12-01'";
const FUTURE = "FLIGHT_DATE >= '2013-12-01'";

const tables = {
  FLIGHTS: { columns: raw.FLIGHTS, comment: "Flights that left New York City" },
  WEATHER: { columns: raw.WEATHER, comment: "Hourly weather at the three airports" },
  PLANES: { columns: raw.PLANES },
  AIRPORTS: { columns: raw.AIRPORTS },
  AIRLINES: { columns: raw.AIRLINES },
};

export = async (): Promise<Record<string, unknown>> => {
  const data = await flightData();
  const database = new pulumi.Config().get("database") ?? "FLIGHTS";
  const loop = new Loop("flights", {
    database: { create: { name: database, comment: "Flight delays, an example of Floe" } },
    // An example leaves nothing behind; keep the defaults for data that matters.
    bucket: { create: { deleteObjectsOnDestroy: true } },
    encryption: { create: { deletionDays: 7 } },
    raw: {
      tables,
      load: {
        WEATHER: { files: [data.weather] },
        PLANES: { files: [data.planes] },
        AIRPORTS: { files: [data.airports] },
        AIRLINES: { files: [data.airlines] },
        FLIGHTS: { files: [data.flights] },
      },
    },
    features: {
      table: "FLIGHT_FEATURES",
      columns: features,
      key: ["FLIGHT_ID"],
      source: "FLIGHTS",
      build: {
        query: ({ stream, raw: names }) =>
          featureQuery({
            stream,
            flights: names.FLIGHTS ?? "",
            weather: names.WEATHER ?? "",
            planes: names.PLANES ?? "",
          }),
      },
      minimumTriggerIntervalSeconds: 10,
    },
    training: {
      label: "DELAYED",
      columns: Object.keys(inputs),
      usableRows: `DELAYED IS NOT NULL AND NOT (${FUTURE})`,
      validationRows: VALIDATION,
      hyperparameters: {
        objective: "binary:logistic",
        eval_metric: "auc",
        num_round: 120,
        max_depth: 8,
        eta: 0.05,
        min_child_weight: 300,
        subsample: 0.6,
        colsample_bytree: 0.4,
        tree_method: "hist",
        seed: 7,
      },
      onDelete: "delete",
      gate: { metric: "validation:auc", threshold: 0.62 },
    },
    scoring: { minimumTriggerIntervalSeconds: 10 },
    retraining: { schedule: "USING CRON 0 3 * * 0 UTC" },
  });
  const scored = `${database}.ML.SCORED`;
  return {
    endpoint: loop.endpointName,
    predictions: scored,
    metrics: loop.metrics,
    progress: `SELECT (SELECT COUNT(*) FROM ${scored}) AS PREDICTED, (SELECT COUNT(*) FROM ${database}.RAW.FLIGHTS) AS EXPECTED`,
    sample: `SELECT ${Object.keys(facts).join(", ")}, ROUND(PREDICTION, 3) AS PREDICTION FROM ${scored} WHERE ${FUTURE} AND DELAYED IS NOT NULL ORDER BY HASH(FLIGHT_ID) LIMIT 12`,
    quality: aucQuery({ from: scored, label: "DELAYED", rows: FUTURE }),
  };
};
