import { expect, test } from "vitest";
import { Loop, type LoopArgs } from "../../components";
import { run } from "./mocks";

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
    columns: { ID: "NUMBER(38,0)", MONTH: "NUMBER(2,0)", DISTANCE: "FLOAT", LATE: "BOOLEAN" },
    build: { query: ({ stream }) => `SELECT ID, MONTH, DISTANCE, ARR_DELAY > 15 AS LATE FROM ${stream}` },
  },
  training: {
    label: "LATE",
    columns: ["MONTH", "DISTANCE"],
    validationRows: "MONTH >= 11",
    hyperparameters: { objective: "binary:logistic", num_round: 100, eval_metric: "auc" },
    gate: { metric: "validation:auc", threshold: 0.6 },
  },
  retraining: { schedule: "USING CRON 0 3 * * 0 UTC", rescore: true },
};

test("a loop registers", async () => {
  const all = await run(() => void new Loop("flights", loopArgs));
  console.log(all.map((r) => `${r.type} ${r.name}`).join("\n"));
  console.log(
    JSON.stringify(
      all
        .filter((r) =>
          /TaskGraph$|RolePolicy|StateMachine|Pipe|Endpoint|TopicPolicy|TrainingJob/.test(r.type),
        )
        .map((r) => [r.name, r.inputs]),
      null,
      1,
    ),
  );
  expect(all.length).toBeGreaterThan(20);
});
