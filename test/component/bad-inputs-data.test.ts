import { features, merge, table, testBadInputs, type BadInput } from "./bad-inputs";
import { loopArgs } from "./fixtures";

const bad: readonly BadInput[] = [
  [
    "a database in lower case",
    merge({ database: { create: { name: "flights" } } }),
    "database.create.name",
    /not an upper-case Snowflake identifier.*write FLIGHTS/,
  ],
  ["a database with a dash", merge({ database: { existing: "MY-DB" } }), "database.existing", /write MY_DB/],
  [
    "a database that starts with a digit",
    merge({ database: { create: { name: "1FLIGHTS" } } }),
    "database.create.name",
    /write _1FLIGHTS/,
  ],
  [
    "a warehouse size nobody sells",
    merge({ warehouse: { create: { name: "W", size: "HUGE" as "SMALL" } } }),
    "warehouse.create.size",
    /must be one of XSMALL.*not HUGE/,
  ],
  [
    "a warehouse size in lower case",
    merge({ warehouse: { create: { name: "W", size: "small" as "SMALL" } } }),
    "warehouse.create.size",
    /write SMALL/,
  ],
  [
    "a warehouse that never rests",
    merge({ warehouse: { create: { name: "W", autoSuspendSeconds: 5 } } }),
    "warehouse.create.autoSuspendSeconds",
    /whole number from 60 to 86400 seconds, not 5/,
  ],
  [
    "a generation of the future",
    merge({ warehouse: { create: { name: "W", generation: "3" as "2" } } }),
    "warehouse.create.generation",
    /must be one of 1, 2, not 3/,
  ],
  [
    "generation 2 in a size it has not",
    merge({ warehouse: { create: { name: "W", size: "X6LARGE", generation: "2" } } }),
    "warehouse.create.generation",
    /not offered in size X6LARGE/,
  ],
  [
    "half a credit",
    merge({ warehouse: { create: { name: "W", monthlyCredits: 0.5 } } }),
    "warehouse.create.monthlyCredits",
    /whole number/,
  ],
  [
    "a bucket with capitals",
    merge({ bucket: { create: { name: "Flights" } } }),
    "bucket.create.name",
    /not a valid S3 bucket name.*use a name such as flights-/,
  ],
  [
    "a bucket like an address",
    merge({ bucket: { existing: "192.168.1.1" } }),
    "bucket.existing",
    /not a valid S3 bucket name/,
  ],
  ["a bucket of two letters", merge({ bucket: { existing: "ab" } }), "bucket.existing", /3 to 63 characters/],
  [
    "sets kept for no day",
    merge({ bucket: { create: { keepDays: 0 } } }),
    "bucket.create.keepDays",
    /whole number from 1 to 3650 days/,
  ],
  [
    "a key by its alias",
    merge({ encryption: { existing: "alias/flights" } }),
    "encryption.existing",
    /must be the ARN of a key.*arn:aws:kms/,
  ],
  [
    "a key gone in a day",
    merge({ encryption: { create: { deletionDays: 1 } } }),
    "encryption.create.deletionDays",
    /from 7 to 30 days/,
  ],
  ["no RAW table", merge({ raw: { tables: {} } }), "raw.tables", /needs a table whose rows start it/],
  ["a table without columns", table({}), "raw.tables.FLIGHTS.columns", /at least one column/],
  [
    "a column of no type",
    table({ ID: "NUMBR" }),
    "raw.tables.FLIGHTS.columns.ID.type",
    /"NUMBR" is not a Snowflake column type/,
  ],
  [
    "a number too precise",
    table({ ID: "NUMBER(39,0)" }),
    "raw.tables.FLIGHTS.columns.ID.type",
    /within its limits/,
  ],
  ["a column in lower case", table({ id: "INT" }), "raw.tables.FLIGHTS.columns.id", /write ID/],
  [
    "a column with a space",
    table({ "FLIGHT ID": "INT" }),
    "raw.tables.FLIGHTS.columns.FLIGHT ID",
    /write FLIGHT_ID/,
  ],
  [
    "a load into no table",
    merge({ raw: { ...loopArgs.raw, load: { PLANES: { files: ["x.csv"] } } } }),
    "raw.load.PLANES",
    /not one of the tables FLIGHTS/,
  ],
  [
    "a load of no file",
    merge({ raw: { ...loopArgs.raw, load: { FLIGHTS: { files: [] } } } }),
    "raw.load.FLIGHTS.files",
    /no file is named/,
  ],
  [
    "a load of a missing column",
    merge({ raw: { ...loopArgs.raw, load: { FLIGHTS: { files: ["x.csv"], columns: ["ID", "month"] } } } }),
    "raw.load.FLIGHTS.columns[1]",
    /"month" is not a column.*write MONTH/,
  ],
  [
    "a source that is no table",
    features({ source: "FLIGHT" }),
    "features.source",
    /"FLIGHT" is not one of the tables FLIGHTS/,
  ],
  ["features without key", features({ key: [] }), "features.key", /could not be joined/],
  [
    "a key that is no column",
    features({ key: ["FLIGHT_ID"] }),
    "features.key[0]",
    /"FLIGHT_ID" is not a column/,
  ],
  ["a key twice", features({ key: ["ID", "ID"] }), "features.key[1]", /listed twice/],
  [
    "a key of real numbers",
    features({ key: ["DISTANCE"] }),
    "features.columns.DISTANCE",
    /key of type FLOAT does not survive/,
  ],
  [
    "a schema used twice",
    features({ schema: "RAW" }),
    "features.schema",
    /schemas must differ, not RAW, RAW, ML/,
  ],
  [
    "a trigger every second",
    features({ minimumTriggerIntervalSeconds: 1 }),
    "features.minimumTriggerIntervalSeconds",
    /from 10 to 604800 seconds/,
  ],
  [
    "two roots",
    features({ build: { tasks: () => ({ A: { sql: "SELECT 1" }, B: { sql: "SELECT 1" } }) } }),
    "features.build.tasks",
    /exactly one root, not 2 \(A, B\)/,
  ],
  [
    "tasks in a circle",
    features({
      build: {
        tasks: () => ({
          A: { sql: "SELECT 1" },
          B: { sql: "SELECT 1", after: ["C"] },
          C: { sql: "SELECT 1", after: ["B"] },
        }),
      },
    }),
    "features.build.tasks",
    /circle: B -> C -> B/,
  ],
  [
    "a task after nobody",
    features({ build: { tasks: () => ({ A: { sql: "SELECT 1" }, B: { sql: "SELECT 1", after: ["Z"] } }) } }),
    "features.build.tasks.B.after[0]",
    /"Z" is not a task of the graph/,
  ],
  [
    "a task that does nothing",
    features({ build: { tasks: () => ({ A: { sql: " " } }) } }),
    "features.build.tasks.A.sql",
    /is empty/,
  ],
  [
    "a condition of one's own",
    features({ build: { tasks: () => ({ A: { sql: "SELECT 1", when: "1 = 1" } }) } }),
    "features.build.tasks.A.when",
    /may only ask SYSTEM\$STREAM_HAS_DATA/,
  ],
  [
    "a procedure without its handler",
    features({ procedures: { P: { source: "def main(session): pass", handler: "run" } } }),
    "features.procedures.P.handler",
    /no function "run"/,
  ],
];

testBadInputs(bad);
