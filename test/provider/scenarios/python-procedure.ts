import type { Scenario } from "../support/scenario";

export const prepareRoutines = [
  "CREATE WAREHOUSE WH",
  "CREATE DATABASE DB",
  "CREATE SCHEMA DB.S",
  "CREATE STAGE DB.S.CODE",
  ...["helper", "report"].map(
    (module) =>
      `COPY INTO @DB.S.CODE/lib/${module}.py FROM (SELECT 'x = 1') FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) SINGLE = TRUE OVERWRITE = TRUE`,
  ),
  "CREATE SECRET DB.S.KEY TYPE = GENERIC_STRING SECRET_STRING = 'a-key'",
  "CREATE NETWORK RULE DB.S.RULE MODE = EGRESS TYPE = HOST_PORT VALUE_LIST = ('example.com:443')",
  "CREATE EXTERNAL ACCESS INTEGRATION OUTSIDE ALLOWED_NETWORK_RULES = (DB.S.RULE) ALLOWED_AUTHENTICATION_SECRETS = (DB.S.KEY) ENABLED = TRUE",
];

const inputs = {
  database: "DB",
  schema: "S",
  name: "BUILD_FEATURES",
  arguments: [
    { name: "SOURCE", type: "VARCHAR" },
    { name: "DAYS", type: "NUMBER(10,2)", default: "7" },
  ],
  returns: "VARCHAR",
  handler: "build",
  code: "def build(session, source, days):\n    return source\n",
  imports: ["@DB.S.CODE/lib/helper.py"],
  packages: ["snowflake-snowpark-python", "numpy>=2"],
  externalAccessIntegrations: ["OUTSIDE"],
  secrets: { api: "DB.S.KEY" },
  comment: "builds the features",
  executeAs: "CALLER",
  logLevel: "INFO",
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:snowflake:PythonProcedure",
    prepare: prepareRoutines,
    inputs,
    changed: {
      ...inputs,
      code: "def build(session, source, days):\n    return source * 2\n",
      imports: null,
      secrets: null,
      externalAccessIntegrations: null,
      packages: ["snowflake-snowpark-python"],
      comment: null,
      executeAs: "OWNER",
      logLevel: null,
      traceLevel: "ALWAYS",
    },
    // With optional arguments no other of the name may be beside it: the old one goes first.
    replaced: {
      ...inputs,
      arguments: [
        { name: "SOURCE", type: "VARCHAR" },
        { name: "DAYS", type: "FLOAT", default: "7" },
      ],
    },
    // DESCRIBE tells neither defaults nor the precision of arguments.
    imported: ["arguments"],
  },
  {
    token: "floe:snowflake:PythonProcedure",
    title: "replaced in place, staged, returning a table",
    prepare: prepareRoutines,
    inputs: {
      database: "DB",
      schema: "S",
      name: "REPORT",
      returnsTable: [{ name: "N", type: "NUMBER" }],
      handler: "report.rows",
      imports: ["@DB.S.CODE/lib/report.py"],
      nullInput: "RETURNS NULL",
      secure: true,
    },
    changed: {
      database: "DB",
      schema: "S",
      name: "REPORT",
      returnsTable: [],
      handler: "report.other",
      imports: ["@DB.S.CODE/lib/report.py"],
    },
    replaced: {
      database: "DB",
      schema: "S",
      name: "SUMMARY",
      returnsTable: [{ name: "N", type: "NUMBER" }],
      handler: "report.rows",
      imports: ["@DB.S.CODE/lib/report.py"],
    },
    imported: [],
  },
];
