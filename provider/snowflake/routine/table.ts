import type { Property } from "../../framework";
import { flag, text } from "../../framework/properties";

export type Table = Readonly<Record<string, Property>>;
export type Kind = "PROCEDURE" | "FUNCTION";

const names = (item: string, description: string): Property => ({
  type: "array",
  items: text(item),
  description,
});

const typed: Table = {
  name: text("Name, taken literally: write it in upper case, so that calls need no quotes.", {
    required: true,
  }),
  type: text("Snowflake type, such as `NUMBER(10,2)`, `VARCHAR` or `VARIANT`.", { required: true }),
};

/** Inputs that procedures and functions share (documentation, "CREATE PROCEDURE" and "CREATE FUNCTION"). */
export const routineInputs: Table = {
  database: text("Database that holds it, taken literally.", { required: true, change: "replace" }),
  schema: text("Schema that holds it, taken literally.", { required: true, change: "replace" }),
  name: text(
    "Name, taken literally: write it in upper case, so that calls need no quotes. Routines of one name may differ in their argument types.",
    { required: true, change: "replace" },
  ),
  role: text(
    "Role that creates and owns it; an owner's-rights procedure runs as it. Another role gets the ownership, grants stay. Default: the connection's role.",
  ),
  arguments: {
    type: "array",
    description:
      "Arguments in order; optional ones last. Other types in it replace the routine (Snowflake knows it by them); other names or defaults do not. Default: none.",
    items: {
      type: "object",
      description: "One argument.",
      members: {
        ...typed,
        default: text(
          "SQL expression of its value when a call leaves it out, such as `'none'` or `10`. Default: the argument is required. Snowflake does not show defaults, so drift in them is not seen.",
        ),
      },
    },
  },
  returns: text("Type of the one value it returns. Exactly one of `returns` and `returnsTable` is needed."),
  returnsTable: {
    type: "array",
    description:
      "Columns of the table it returns. Empty, for a procedure only: whatever columns the handler's DataFrame has.",
    items: { type: "object", description: "One column.", members: typed },
  },
  notNull: flag("Declares that it never returns NULL. Default: it may.", { default: false }),
  runtimeVersion: text(
    "Python version. Default: `3.12`, the newest that Snowflake's Anaconda channel and PyPI both serve widely.",
    { default: "3.12", allowed: ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14"] },
  ),
  handler: text(
    "Function (or class, for table and aggregate functions) Snowflake calls: its name in `code`, or `module.name` in an imported file.",
    { required: true },
  ),
  code: text(
    "Python source, at most 1 MB. Leave it out when the handler lives in an imported file. Default: none.",
  ),
  imports: names(
    '`@"DB"."SCHEMA"."STAGE"/path/file.py`.',
    "Staged files the handler imports or reads: Python files, zip archives, wheels, data. `StageFile.path` is one; because it changes with the content, new content makes the routine new too. File names must differ. Default: none.",
  ),
  artifactRepository: text(
    "Repository the packages come from: `snowflake.snowpark.pypi_shared_repository` for PyPI, `snowflake.snowpark.anaconda_shared_repository`, or your own. Default: what `DEFAULT_PYTHON_ARTIFACT_REPOSITORY` says for the schema.",
  ),
  externalAccessIntegrations: names(
    "Name, taken literally.",
    "External access integrations: the handler reaches only hosts that their network rules allow. Default: none, no network.",
  ),
  secrets: {
    type: "map",
    items: text("Qualified name of a secret, such as `DB.SCHEMA.API_KEY`."),
    description:
      "Secrets the handler may read with `_snowflake.get_generic_secret_string`, by the name the code uses. Each must be allowed by one of the integrations. Default: none.",
  },
  resourceConstraint: {
    type: "object",
    description:
      "Where it may run. Packages built for x86 only need a Snowpark-optimized warehouse of that architecture. Default: anywhere.",
    members: { architecture: text("Processor architecture.", { required: true, allowed: ["x86"] }) },
  },
  secure: flag("Hides its code and imports from all but the owner. Default: false.", { default: false }),
  nullInput: text(
    "`CALLED` calls the handler with NULL arguments as None; `RETURNS NULL` answers NULL without a call when any argument is NULL. Default: `CALLED`.",
    { allowed: ["CALLED", "RETURNS NULL"], default: "CALLED" },
  ),
  logLevel: text("Least severe messages the event table keeps. Default: the schema's.", {
    allowed: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"],
  }),
  traceLevel: text("Trace events the event table keeps. Default: the schema's.", {
    allowed: ["ALWAYS", "ON_EVENT", "PROPAGATE", "OFF"],
  }),
  metricLevel: text("Whether the event table keeps metrics of runs. Default: the schema's.", {
    allowed: ["ALL", "NONE"],
  }),
  comment: text("Comment. Default: Snowflake's own (`user-defined procedure`, `user-defined function`)."),
};

export const packages = (extra: string, standard?: readonly string[]): Property => ({
  ...names(
    "`name`, or with a version: `numpy==2.3.1`, `pandas>=2,<3`.",
    `Packages the handler needs, from the artifact repository. Their order does not matter. ${extra}`,
  ),
  ...(standard === undefined ? {} : { default: standard }),
});

export const routineOutputs: Table = {
  qualifiedName: text('`"DB"."SCHEMA"."NAME"`: what a CALL or a query writes. Known at preview.'),
  signature: text(
    '`"DB"."SCHEMA"."NAME"(NUMBER, VARCHAR)`: what GRANT, DESCRIBE and DROP write. Known at preview.',
  ),
  codeHash: text("SHA-256 of the code, hexadecimal; empty when the code is staged. Known at preview.", {
    volatile: true,
  }),
  installedPackages: {
    type: "array",
    items: text("`name==version`."),
    description: "Every package Snowflake resolved, with those the packages need themselves.",
    volatile: true,
  },
  described: {
    type: "map",
    items: text("Text."),
    description:
      "What DESCRIBE and SHOW told after the last change, long texts as their hash: `refresh` compares with it, so only real drift shows.",
    volatile: true,
    from: ["code"],
  },
};
