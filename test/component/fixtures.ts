import type { LoopArgs } from "../../components";

/** A small, complete loop. */
export const loopArgs: LoopArgs = {
  database: { create: { name: "FLIGHTS" } },
  raw: {
    tables: {
      FLIGHTS: {
        columns: { ID: "NUMBER(38,0)", MONTH: "NUMBER(2,0)", DISTANCE: "FLOAT", ARR_DELAY: "FLOAT" },
      },
    },
  },
  features: {
    table: "FLIGHT_FEATURES",
    key: ["ID"],
    source: "FLIGHTS",
    columns: {
      ID: "NUMBER(38,0)",
      MONTH: "NUMBER(2,0)",
      DISTANCE: "FLOAT",
      LATE: "BOOLEAN",
      CARRIER: "VARCHAR(2)",
    },
    build: {
      query: ({ stream }) =>
        `SELECT ID, MONTH, DISTANCE, ARR_DELAY > 15 AS LATE, 'AA' AS CARRIER FROM ${stream}`,
    },
  },
  training: {
    label: "LATE",
    columns: ["MONTH", "DISTANCE"],
    validationRows: "MONTH >= 11",
    hyperparameters: { objective: "binary:logistic", num_round: 100, eval_metric: "auc" },
    gate: { metric: "validation:auc", threshold: 0.6 },
  },
};

/** An RSA public key in PEM: its form is what counts here. */
export const publicKey = `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${"x".repeat(340)}IDAQAB\n-----END PUBLIC KEY-----`;
