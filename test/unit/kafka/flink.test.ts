import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  flinkSqlProgram,
  flinkWindowProgram,
  type FlinkWindow,
  type FlinkWindowSpec,
} from "../../../blueprints";
import { cluster, refusal, windows } from "./specs";

const job = (spec: Partial<FlinkWindowSpec> = {}) => flinkWindowProgram({ ...windows, ...spec }, cluster);

test("reads what is committed and writes in transactions", () => {
  const { statements, checkpointSeconds } = job();
  const [source = "", results = ""] = statements.filter((one) => one.startsWith("CREATE TABLE"));
  expect(source).toContain("WATERMARK FOR `at` AS `at` - INTERVAL '10' SECOND");
  expect(source).toContain("'properties.isolation.level' = 'read_committed'");
  expect(source).toContain("'scan.startup.mode' = 'group-offsets'");
  expect(source).toContain("'properties.sasl.mechanism' = 'AWS_MSK_IAM'");
  expect(results).toContain("'sink.delivery-guarantee' = 'exactly-once'");
  expect(results).toContain("'sink.transactional-id-prefix' = 'payments-by-merchant-results'");
  expect(results).toContain("'properties.transaction.timeout.ms' = '900000'");
  expect(results).toContain("`volume` DECIMAL(38, 2)");
  expect(checkpointSeconds).toBe(10);
});

test.each<[FlinkWindow, string]>([
  [
    { type: "tumble", size: "5 minutes" },
    "TABLE(TUMBLE(TABLE `source`, DESCRIPTOR(`at`), INTERVAL '5' MINUTE))",
  ],
  [
    { type: "hop", size: "1 hour", slide: "5 minutes" },
    "TABLE(HOP(TABLE `source`, DESCRIPTOR(`at`), INTERVAL '5' MINUTE, INTERVAL '1' HOUR))",
  ],
  [
    { type: "cumulate", size: "1 day", step: "120 minutes" },
    "TABLE(CUMULATE(TABLE `source`, DESCRIPTOR(`at`), INTERVAL '120' MINUTE(3), INTERVAL '1' DAY))",
  ],
  [
    { type: "session", gap: "30 seconds" },
    "TABLE(SESSION(TABLE `source` PARTITION BY (`merchant`), DESCRIPTOR(`at`), INTERVAL '30' SECOND))",
  ],
])("%j", (window, sql) => {
  expect(job({ window }).statements.at(-1)).toContain(
    `FROM ${sql}\nGROUP BY \`merchant\`, \`window_start\`, \`window_end\``,
  );
});

test("aggregates have conditions, types and expressions of their own", () => {
  const { text } = job({
    aggregates: {
      large: { function: "count", where: "`amount` > 100" },
      merchants: { function: "countDistinct", of: "merchant" },
      mean: { function: "avg", of: "amount" },
      newest: { function: "last", of: "amount", where: "`amount` > 1" },
      spread: { sql: "MAX(`amount`) - MIN(`amount`)", type: "DOUBLE" },
    },
    where: "`amount` > 0",
  });
  expect(text).toContain("CAST(COUNT(*) FILTER (WHERE `amount` > 100) AS BIGINT) AS `large`");
  expect(text).toContain("CAST(COUNT(DISTINCT `merchant`) AS BIGINT) AS `merchants`");
  expect(text).toContain("CAST(AVG(CAST(`amount` AS DOUBLE)) AS DOUBLE) AS `mean`");
  expect(text).toContain("CAST(MAX(`amount`) - MIN(`amount`) AS DOUBLE) AS `spread`");
  expect(text).toContain(
    "CAST(SUBSTRING(MAX(CONCAT(DATE_FORMAT(`at`, 'yyyyMMddHHmmssSSS'), CAST(`amount` AS STRING))) FILTER (WHERE `amount` > 1) FROM 18) AS DECIMAL(12, 2)) AS `newest`",
  );
  expect(text).toContain("WHERE `amount` > 0\nGROUP BY");
});

test("results are written by name, also where a name is a number", () => {
  const { statements } = job({ aggregates: { total: { function: "count" }, 7: { function: "count" } } });
  expect(statements.at(-1)).toContain(
    "INSERT INTO `results` (`merchant`, `window_start`, `window_end`, `7`, `total`)\nSELECT `merchant`, `window_start`, `window_end`, CAST(COUNT(*) AS BIGINT) AS `7`",
  );
});

test("late records go to a topic of their own in the same job", () => {
  const program = job({ late: { topic: "payments-late" } });
  expect(program.text).toContain("'sink.transactional-id-prefix' = 'payments-by-merchant-late'");
  expect(program.statements.at(-1)).toMatch(
    /^EXECUTE STATEMENT SET BEGIN\nINSERT INTO `results` [^]*INSERT INTO `late`[^]*`at` <= CURRENT_WATERMARK\(`at`\);\nEND$/,
  );
  expect(job().text).not.toContain("late");
});

test("a topic without a time of its own goes by Kafka's", () => {
  const { text } = job({ source: { ...windows.source, time: undefined } });
  expect(text).toContain("`kafka_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL");
  expect(text).toContain("DESCRIPTOR(`kafka_time`)");
});

const source = windows.source;
test.each<[Partial<FlinkWindowSpec>, string]>([
  [{ window: { type: "tumble", size: "5 parsecs" } }, "is no length of time"],
  [
    { window: { type: "hop", size: "1 minute", slide: "2 minutes" } },
    "records between windows would be lost",
  ],
  [{ window: { type: "hop", size: "10 minutes", slide: "4 minutes" } }, "must divide size evenly"],
  [{ window: { type: "cumulate", size: "1 hour", step: "7 minutes" } }, "must divide size evenly"],
  [{ groupBy: ["mercant"] }, "write merchant"],
  [{ aggregates: {} }, "computes nothing"],
  [{ aggregates: { merchant: { function: "count" } } }, "name of another column"],
  [{ aggregates: { a: { function: "sum" } } }, "is required by sum"],
  [{ aggregates: { a: { function: "sum", of: "amout" } } }, "write amount"],
  [
    {
      source: { ...source, columns: { ...source.columns, tags: "ARRAY<STRING>" } },
      aggregates: { a: { function: "first", of: "tags" } },
    },
    "several values",
  ],
  [{ source: { ...source, time: "merchant" } }, "cannot order time"],
  [{ source: { ...source, columns: { a: "VARCHAR2(5)" }, time: undefined } }, "is no type of Flink SQL"],
  [{ sink: { topic: "payments" } }, "results would be read again"],
])("refuses %j", (change, message) => {
  expect(refusal(() => job(change))).toContain(message);
});

test("records are JSON, Avro by a registry, or Protobuf", () => {
  const avro = job({ sink: { topic: "out", format: { kind: "avro", registryUrl: "http://r:8081" } } }).text;
  expect(avro).toContain(
    "'value.format' = 'avro-confluent',\n  'value.avro-confluent.url' = 'http://r:8081'",
  );
  const format = { kind: "protobuf", messageClass: "dev.shop.Payments$Payment" } as const;
  const proto = job({ source: { ...source, format } }).text;
  expect(proto).toContain("'value.protobuf.message-class-name' = 'dev.shop.Payments$Payment'");
  expect(proto).toContain("'value.protobuf.ignore-parse-errors' = 'false'");
  for (const bad of [
    { kind: "avro", registryUrl: "registry" },
    { kind: "protobuf", messageClass: "no class" },
  ] as const)
    expect(refusal(() => job({ source: { ...source, format: bad } }))).toContain(
      `"${bad.kind === "avro" ? "registry" : "no class"}" is no`,
    );
});

test("transactions outlive checkpoints and end before the brokers' limit", () => {
  for (const limits of [{ transactionMinutes: 16 }, { transactionMinutes: 1, checkpointSeconds: 30 }])
    expect(refusal(() => flinkWindowProgram(windows, { ...cluster, ...limits }))).toContain(
      "transactionMinutes",
    );
});

test("SQL of one's own runs with the same settings", () => {
  const { statements } = flinkSqlProgram("mine", ["INSERT INTO a SELECT * FROM b;"], cluster);
  expect(statements.at(-1)).toBe("INSERT INTO a SELECT * FROM b");
  expect(statements).toContain("SET 'table.local-time-zone' = 'UTC'");
  expect(refusal(() => flinkSqlProgram("mine", [" "], cluster))).toContain("statements[0]");
});

test("a job sets nothing Managed Flink refuses", () => {
  const settings = (name: string) => () =>
    flinkWindowProgram(windows, { ...cluster, settings: { [name]: "1" } });
  expect(refusal(settings("table.exec.state.ttl"))).toBe("");
  expect(refusal(settings("table.exec.state.tll"))).toContain("write table.exec.state.ttl");
  expect(refusal(settings("execution.checkpointing.interval"))).toContain("set checkpointSeconds");
  expect(refusal(settings("parallelism.default"))).toContain("the application's parallelism");
  expect(refusal(() => flinkSqlProgram("mine", ["SET 'state.backend.type' = 'hashmap'"], cluster))).toContain(
    "statements[0]",
  );
  expect(job().statements.flatMap((statement) => /^SET '([^']+)'/.exec(statement)?.[1] ?? [])).toEqual([
    "pipeline.name",
    "table.exec.source.idle-timeout",
    "table.local-time-zone",
  ]);
});

test("no name of a field or topic breaks out of its quotes", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      fc.pre(!["merchant", "amount", "at", "window_start", "window_end", "__proto__"].includes(name));
      const program = job({
        source: { ...source, columns: { ...source.columns, [name]: "STRING" } },
        groupBy: [name],
        late: { topic: "l" },
      });
      // Without quoted names and texts, what is left is the same whatever the name.
      const bare = program.text.replace(/`(?:[^`]|``)*`|'(?:[^']|'')*'/g, "?");
      const usual = job({
        source: { ...source, columns: { ...source.columns, plain: "STRING" } },
        groupBy: ["plain"],
        late: { topic: "l" },
      });
      const order = (text: string) =>
        text
          .split(/[\s,]+/)
          .sort()
          .join(" ");
      expect(order(bare)).toBe(order(usual.text.replace(/`(?:[^`]|``)*`|'(?:[^']|'')*'/g, "?")));
    }),
  );
});
