import { loop, snowflake } from "../../../provider/sdk";
import type { Failing, Stage, TypeCase } from "./case";
import { home } from "./world";

const insert = (who: string) => `INSERT INTO DB.S.LOG SELECT '${who}', 1`;

const graph = ({ variant, hidden }: Pick<Stage, "variant" | "hidden">): snowflake.TaskGraphArgs => {
  const isFirst = variant === "first";
  return {
    ...home,
    schema: variant === "elsewhere" ? "OTHER" : "S",
    warehouse: "WH",
    tasks: {
      ROOT: {
        sql: "BEGIN\n  CALL SYSTEM$SET_RETURN_VALUE(SYSTEM$GET_TASK_GRAPH_CONFIG('note'));\nEND",
        schedule: isFirst ? "60 MINUTES" : "USING CRON 0 6 * * * UTC",
        comment: hidden("comment"),
        timeoutMs: isFirst ? 600_000 : 900_000,
      },
      LEFT: {
        sql: hidden("sql", insert),
        after: ["ROOT"],
        sessionParameters: { TIMEZONE: "UTC", QUERY_TAG: hidden("session parameter") },
      },
      ...(isFirst ? { RIGHT: { sql: insert("right"), after: ["ROOT"] } } : {}),
      LAST: {
        sql: insert(isFirst ? "last" : "at last"),
        after: isFirst ? ["LEFT", "RIGHT"] : ["LEFT"],
        when: hidden("condition", (word) => `SYSTEM$GET_TASK_GRAPH_CONFIG('note') <> '${word}'`),
      },
    },
    finalizer: { name: "END", sql: hidden("finalizer", insert), comment: isFirst ? "ends" : "ends all" },
    config: { note: hidden("config"), level: isFirst ? 1 : 2 },
    suspendAfterFailures: isFirst ? 3 : 4,
    retries: 1,
    overlapPolicy: isFirst ? "NO_OVERLAP" : "ALLOW_CHILD_OVERLAP",
  };
};

/** Serverless, with every newer clause. */
const serverless = ({ variant, hidden }: Pick<Stage, "variant" | "hidden">): snowflake.TaskGraphArgs => ({
  ...home,
  // The connection's own: saying so is no other role, also to an import.
  role: "ACCOUNTADMIN",
  serverlessSize: variant === "first" ? "SMALL" : "MEDIUM",
  serverlessMinSize: "XSMALL",
  serverlessMaxSize: variant === "first" ? "LARGE" : "XLARGE",
  targetCompletionInterval: variant === "first" ? "1 HOUR" : "30 MINUTES",
  executeAsUser: "RUNNER",
  logLevel: variant === "first" ? "WARN" : "ERROR",
  overlapPolicy: "ALLOW_ALL_OVERLAP",
  successIntegration: "TELL",
  errorIntegration: "TELL",
  minimumTriggerIntervalSeconds: variant === "first" ? 15 : 20,
  tasks: {
    [variant === "elsewhere" ? "OTHER_ROOT" : "TRIGGERED"]: {
      sql: hidden("sql", insert),
      when: "SYSTEM$STREAM_HAS_DATA('DB.S.NEW_ROWS')",
    },
    HEAVY: {
      sql: insert("heavy"),
      after: [variant === "elsewhere" ? "OTHER_ROOT" : "TRIGGERED"],
      warehouse: "WH",
      started: variant !== "first",
    },
    QUICK: {
      sql: insert("quick"),
      after: [variant === "elsewhere" ? "OTHER_ROOT" : "TRIGGERED"],
      targetCompletionInterval: "90 SECONDS",
      logLevel: "DEBUG",
    },
  },
});

/** So wide that proxies stand between its root, its children and its end. */
const wide = ({ variant, hidden }: Pick<Stage, "variant" | "hidden">): snowflake.TaskGraphArgs => {
  const names = Array.from({ length: variant === "first" ? 101 : 102 }, (_, index) => `W${index}`);
  const children = names.map((name) => [name, { sql: insert(name), after: ["WIDE"] }] as const);
  return {
    ...home,
    warehouse: "WH",
    proxies: true,
    started: false,
    tasks: {
      WIDE: { sql: insert("wide"), schedule: "60 MINUTES" },
      ...Object.fromEntries(children),
      JOINED: { sql: hidden("sql", insert), after: names },
    },
  };
};

const graphCase = (
  name: string,
  args: (stage: Stage) => snowflake.TaskGraphArgs,
  imported: string,
): TypeCase => ({
  token: "floe:snowflake:TaskGraph",
  name,
  imported,
  declare: (stage) => new snowflake.TaskGraph(name, args(stage), stage.options),
});

export const graphCases: readonly TypeCase[] = [
  {
    ...graphCase(
      "graph",
      graph,
      "update config.note finalizer.sql tasks.LAST.when tasks.LEFT.sessionParameters.QUERY_TAG tasks.LEFT.sql tasks.ROOT.comment",
    ),
    replaces: true,
  },
  { ...graphCase("serverless", serverless, "update tasks.TRIGGERED.sql"), replaces: true },
  graphCase("wide", wide, "update tasks.JOINED.sql"),
  {
    token: "floe:snowflake:TaskGraphRun",
    name: "run",
    imported: "create",
    declare: ({ variant, hidden, options, made }) =>
      new snowflake.TaskGraphRun(
        "run",
        {
          rootTask: made("graph", snowflake.TaskGraph).rootTask,
          config: { note: hidden("config") },
          triggers: [hidden(variant === "first" ? "trigger" : "new trigger")],
          timeoutSeconds: variant === "first" ? 100 : 200,
        },
        options,
      ),
  },
  {
    token: "floe:loop:Check",
    name: "check",
    imported: "create",
    declare: ({ variant, hidden, options }) =>
      new loop.Check(
        "check",
        {
          warehouse: "WH",
          privileges: [{ role: "READER", privileges: ["USAGE"], on: "schema", name: '"DB"."S"' }],
          stages: ['"DB"."S"."CODE"'],
          features: {
            rootTask: '"DB"."S"."WATCHED"',
            stream: '"DB"."S"."NEW_ROWS"',
            table: '"DB"."S"."LOG"',
          },
          triggers: [hidden("trigger")],
          ...(variant === "first" ? {} : { timeoutSeconds: 100, role: "ACCOUNTADMIN" }),
        },
        options,
      ),
  },
];

export const failingGraphs: readonly Failing[] = [
  {
    token: "floe:snowflake:TaskGraph",
    name: "graph",
    declare: ({ hidden, options }) =>
      new snowflake.TaskGraph(
        "graph",
        {
          ...home,
          tasks: { BROKEN: { sql: hidden("sql", insert), warehouse: hidden("warehouse") } },
          config: { note: hidden("config") },
        },
        options,
      ),
    says: /\[secret\]/,
  },
  {
    token: "floe:snowflake:TaskGraphRun",
    name: "run",
    declare: ({ hidden, options }) =>
      new snowflake.TaskGraphRun(
        "run",
        { rootTask: '"DB"."S"."BAD"', config: { note: hidden("config") }, timeoutSeconds: 60 },
        options,
      ),
    says: /BAD failed.*\[secret\]/s,
  },
  {
    token: "floe:loop:Check",
    name: "check",
    declare: ({ hidden, options }) =>
      new loop.Check(
        "check",
        {
          warehouse: "WH",
          privileges: [
            { role: hidden("role"), privileges: ["USAGE"], on: "schema", name: '"DB"."S"' },
            {
              role: "READER",
              privileges: ["SELECT"],
              on: "table",
              name: hidden("table", (word) => `"DB"."S"."${word}"`),
            },
          ],
          stages: [hidden("stage", (word) => `"DB"."S"."${word}"`)],
          ingest: { pipe: hidden("pipe", (word) => `"DB"."S"."${word}"`) },
          scoring: { endpointName: hidden("endpoint") },
        },
        options,
      ),
    says: /the loop is broken.*\[secret\]/s,
  },
];
