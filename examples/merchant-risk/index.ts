import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Loop } from "../../components";
import { aucQuery } from "../quality";
import { merchantData } from "./data";

const features = {
  MERCHANT_ID: "NUMBER(10,0)",
  RISKY: "NUMBER(1,0)",
  AVG_AMOUNT: "FLOAT",
  TXN_COUNT: "NUMBER(10,0)",
  AMOUNT_SPREAD: "FLOAT",
};

/** Merchants have no order in time: a fixed quarter of them, by a hash of their number, is held out. */
const HELD_OUT = "MOD(ABS(HASH(MERCHANT_ID)), 4) = 0";

/** A new merchant's first sale, whose risk nobody knows yet: each deployment that changes the loop sends one through. */
const check = {
  rows: {
    MERCHANTS: { MERCHANT_ID: "{number:9}" },
    MERCHANT_TRANSACTIONS: {
      TRANSACTION_ID: "{number:9}",
      MERCHANT_ID: "{number:9}",
      AMOUNT: 25,
      OCCURRED_AT: "2025-06-30 12:00:00",
    },
  },
  key: { MERCHANT_ID: "{number:9}" },
};

export = async (): Promise<Record<string, unknown>> => {
  const data = await merchantData();
  const config = new pulumi.Config();
  const database = config.get("database") ?? "MERCHANTS";
  const loop = new Loop("merchants", {
    database: { create: { name: database, comment: "Merchant risk, an example of Floe" } },
    // An example leaves nothing behind; keep the defaults for data that matters.
    bucket: { create: { deleteObjectsOnDestroy: true } },
    encryption: { create: { deletionDays: 7 } },
    raw: {
      tables: {
        MERCHANTS: {
          columns: { MERCHANT_ID: "NUMBER(10,0)", RISKY: "NUMBER(1,0)" },
          comment: "Merchants; RISKY is NULL while the outcome is unknown",
        },
        MERCHANT_TRANSACTIONS: {
          columns: {
            TRANSACTION_ID: "NUMBER(12,0)",
            MERCHANT_ID: "NUMBER(10,0)",
            AMOUNT: "NUMBER(12,2)",
            OCCURRED_AT: "TIMESTAMP_NTZ",
          },
        },
      },
      load: {
        MERCHANTS: { files: [data.merchants] },
        MERCHANT_TRANSACTIONS: { files: [data.transactions] },
      },
    },
    features: {
      table: "MERCHANT_FEATURES",
      columns: features,
      key: ["MERCHANT_ID"],
      source: "MERCHANT_TRANSACTIONS",
      procedures: {
        REFRESH_FEATURES: {
          source: readFileSync(join(__dirname, "features.py"), "utf8"),
          handler: "refresh",
        },
      },
      build: {
        tasks: ({ procedures }) => ({
          REFRESH_MERCHANTS: { sql: `CALL ${procedures.REFRESH_FEATURES ?? ""}()` },
        }),
      },
      minimumTriggerIntervalSeconds: 10,
    },
    training: {
      label: "RISKY",
      columns: ["AVG_AMOUNT", "TXN_COUNT", "AMOUNT_SPREAD"],
      validationRows: HELD_OUT,
      hyperparameters: {
        objective: "binary:logistic",
        eval_metric: "auc",
        num_round: 80,
        max_depth: 3,
        eta: 0.1,
        min_child_weight: 20,
        seed: 7,
      },
      onDelete: "delete",
      gate: { metric: "validation:auc", threshold: 0.8 },
    },
    scoring: { minimumTriggerIntervalSeconds: 10 },
    ...(config.getBoolean("check") === true ? { check } : {}),
  });
  const scored = `${database}.ML.SCORED`;
  return {
    endpoint: loop.endpointName,
    predictions: scored,
    metrics: loop.metrics,
    progress: `SELECT (SELECT COUNT(*) FROM ${scored}) AS PREDICTED, (SELECT COUNT(*) FROM ${database}.RAW.MERCHANTS) AS EXPECTED`,
    sample: `SELECT MERCHANT_ID, ROUND(AVG_AMOUNT, 2) AS AVG_AMOUNT, TXN_COUNT, RISKY, ROUND(PREDICTION, 3) AS PREDICTION FROM ${scored} WHERE RISKY IS NULL ORDER BY MERCHANT_ID LIMIT 12`,
    quality: aucQuery({ from: scored, label: "RISKY", rows: HELD_OUT }),
  };
};
