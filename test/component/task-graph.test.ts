import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { Loop, TaskGraph, type TaskGraphArgs } from "../../components";
import { loopArgs } from "./fixtures";
import { ofType, registered, run } from "./mocks";

const place = { database: "D", schema: "S", role: "R" };
const make = async (args: Omit<TaskGraphArgs, keyof typeof place>) => {
  await run(() => {
    new TaskGraph("g", { ...place, ...args });
  });
  expect(registered.map(({ name }) => name)).toEqual(["g", "g-graph"]);
  return ofType("floe:snowflake:TaskGraph")[0]?.inputs;
};

describe("a task graph", () => {
  test("runs on one warehouse when nothing else is said", async () => {
    expect(await make({ warehouse: "W", schedule: "5 MINUTES", tasks: { A: { sql: "SELECT 1" } } })).toEqual({
      ...place,
      warehouse: "W",
      suspendAfterFailures: 10,
      retries: 1,
      started: true,
      tasks: { A: { sql: "SELECT 1", schedule: "5 MINUTES" } },
    });
  });

  test("says everything the native graph can be told", async () => {
    const inputs = await make({
      serverless: { size: "SMALL", maxSize: "LARGE", targetCompletionInterval: "15 MINUTES" },
      tasks: {
        A: { sql: pulumi.output("CALL A()"), when: pulumi.output("SYSTEM$STREAM_HAS_DATA('X')") },
        B: {
          after: ["A"],
          sql: "CALL B()",
          warehouse: pulumi.output("BIG"),
          timeoutSeconds: 60,
          sessionParameters: { TIMEZONE: "UTC", ROWS_PER_RESULTSET: 5 },
          executeAsUser: "ANN",
          logLevel: "DEBUG",
          comment: "b",
          started: false,
        },
      },
      finalizer: { name: "Z", sql: "CALL Z()", warehouse: "W" },
      config: { days: 7, deep: { more: true } },
      overlapPolicy: "ALLOW_CHILD_OVERLAP",
      proxies: true,
      errorIntegration: "ON_CALL",
      successIntegration: pulumi.output("GLAD"),
      executeAsUser: "BOT",
      logLevel: "WARN",
      minimumTriggerIntervalSeconds: 15,
      started: false,
      retries: 0,
      suspendAfterFailures: 3,
    });
    expect(inputs).toEqual({
      ...place,
      serverlessSize: "SMALL",
      serverlessMaxSize: "LARGE",
      targetCompletionInterval: "15 MINUTES",
      tasks: {
        A: { sql: "CALL A()", when: "SYSTEM$STREAM_HAS_DATA('X')" },
        B: {
          after: ["A"],
          sql: "CALL B()",
          warehouse: "BIG",
          timeoutMs: 60_000,
          sessionParameters: { TIMEZONE: "UTC", ROWS_PER_RESULTSET: 5 },
          executeAsUser: "ANN",
          logLevel: "DEBUG",
          comment: "b",
          started: false,
        },
      },
      finalizer: { name: "Z", sql: "CALL Z()", warehouse: "W" },
      config: { days: 7, deep: { more: true } },
      overlapPolicy: "ALLOW_CHILD_OVERLAP",
      proxies: true,
      errorIntegration: "ON_CALL",
      successIntegration: "GLAD",
      executeAsUser: "BOT",
      logLevel: "WARN",
      minimumTriggerIntervalSeconds: 15,
      started: false,
      retries: 0,
      suspendAfterFailures: 3,
    });
  });

  test("has serverless tasks beside a warehouse", async () => {
    const inputs = await make({
      warehouse: "W",
      tasks: { A: { sql: "SELECT 1" }, B: { after: ["A"], sql: "SELECT 2", serverless: {} } },
    });
    expect(inputs?.["tasks"]).toEqual({
      A: { sql: "SELECT 1" },
      B: { after: ["A"], sql: "SELECT 2", serverlessMinSize: "XSMALL" },
    });
  });

  test("needs no warehouse of its own when every task has a place", async () => {
    const inputs = await make({
      tasks: { A: { sql: "SELECT 1", warehouse: "W" }, B: { after: ["A"], sql: "SELECT 2", serverless: {} } },
    });
    expect(inputs).not.toHaveProperty("warehouse");
  });

  const a = { sql: "SELECT 1" };
  test.each<[string, Omit<TaskGraphArgs, keyof typeof place>, RegExp]>([
    [
      "tasks without a place",
      { tasks: { A: a } },
      /warehouse: is required: task A would not know where to run/,
    ],
    [
      "a finalizer without a place",
      { tasks: { A: { ...a, warehouse: "W" } }, finalizer: { name: "Z", ...a } },
      /warehouse: is required: task Z/,
    ],
    ["two places", { warehouse: "W", serverless: {}, tasks: { A: a } }, /serverless: excludes warehouse/],
    [
      "a task of two places",
      { warehouse: "W", tasks: { A: { ...a, warehouse: "W", serverless: {} } } },
      /tasks\.A\.serverless: excludes warehouse/,
    ],
    [
      "sizes out of order",
      { serverless: { minSize: "LARGE", maxSize: "SMALL" }, tasks: { A: a } },
      /serverless\.minSize: is larger than maxSize/,
    ],
    [
      "a first size that is too large",
      { serverless: { size: "LARGE", maxSize: "SMALL" }, tasks: { A: a } },
      /serverless\.size: does not lie between/,
    ],
    [
      "an odd interval",
      { serverless: { targetCompletionInterval: "soon" }, tasks: { A: a } },
      /serverless\.targetCompletionInterval: "soon" is not an interval/,
    ],
    [
      "a finalizer of the name of a task",
      { warehouse: "W", tasks: { A: a }, finalizer: { name: "A", ...a } },
      /finalizer\.name: "A" is a task, too/,
    ],
    [
      "a suspended root",
      { warehouse: "W", tasks: { A: { ...a, started: false } } },
      /tasks\.A\.started: is for children/,
    ],
    [
      "an odd level",
      { warehouse: "W", logLevel: "LOUD" as "INFO", tasks: { A: a } },
      /logLevel: must be one of TRACE, /,
    ],
    [
      "an odd parameter",
      { warehouse: "W", tasks: { A: { ...a, sessionParameters: { "A B": 1 } } } },
      /tasks\.A\.sessionParameters\.A B: is not the name/,
    ],
    [
      "an integration in lower case",
      { warehouse: "W", errorIntegration: "on_call", tasks: { A: a } },
      /errorIntegration/,
    ],
  ])("refuses %s", async (_what, args, message) => {
    await expect(make(args)).rejects.toThrow(message);
  });

  test("of a loop gets the privilege that its serverless tasks need", async () => {
    const privileges = async (task: object) => {
      await run(() => {
        new Loop("flights", {
          ...loopArgs,
          features: {
            ...loopArgs.features,
            build: { tasks: () => ({ BUILD: { sql: "SELECT 1", ...task } }) },
          },
        });
      });
      return ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole").find(
        ({ name }) => name === "flights-grants-TRANSFORMER-account",
      )?.inputs["privileges"];
    };
    expect(await privileges({})).toEqual(["EXECUTE TASK"]);
    expect(await privileges({ serverless: {} })).toEqual(["EXECUTE MANAGED TASK", "EXECUTE TASK"]);
  });
});
