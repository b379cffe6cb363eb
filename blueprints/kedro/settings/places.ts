import type { KedroOptions } from "../options";
import { ignorable } from "../preflight/codes";
import { identifier } from "./identifiers";
import type { Rows } from "./reader";
import { flag, listOf, members, oneOf, text, whole } from "./readers";

type Keys = "intermediates" | "data" | "stages" | "ignore" | "database" | "schema" | "role" | "warehouse";

const name = { type: "text", read: identifier } as const;

/** Where things lie in Snowflake. */
export const placeRows: Rows<Pick<KedroOptions, Keys>> = {
  intermediates: members("What tasks hand each other.", {
    ttlDays: {
      type: "number",
      read: whole(0, 365, "days"),
      default: "14",
      description:
        "Days until what a run kept is removed, 0 to 365. 0: at once when all its tasks have succeeded; what failed runs kept stays 14 days, as long as Snowflake can retry them. It costs storage.",
    },
    pandas: {
      type: "parquet | table",
      read: oneOf(["parquet", "table"]),
      default: "parquet",
      description:
        "How pandas data frames are kept: as files on a stage, or as transient tables one can query.",
    },
    keep: {
      type: "true | false",
      read: flag,
      default: "false",
      description:
        "Keeps what does not leave its task, too: to look at it, or to begin a run from any node, for the price of its storage.",
    },
  }),
  data: members("Files of the project that nodes read.", {
    upload: {
      type: "list of texts",
      read: listOf(
        text({
          pattern: /^(?!\/|~|[A-Za-z]:|.*(^|\/)\.\.(\/|$))/,
          rule: "a path within the project",
          fix: "write it relative to the project, such as data/01_raw",
        }),
      ),
      description: "Files and folders to upload with the code.",
      example: "[data/01_raw]",
    },
  }),
  stages: members("Stages, where the graph shall not make its own.", {
    code: { ...name, description: "For code.", example: "CODE" },
    data: { ...name, description: "For data and intermediates.", example: "DATA" },
  }),
  ignore: {
    type: "list of texts",
    read: listOf(oneOf(ignorable)),
    description: "Rules of the check before deployment to pass over.",
    example: "[local-path]",
  },
  database: { ...name, description: "Database of all objects.", example: "ANALYTICS" },
  schema: { ...name, description: "Schema of all objects.", example: "SPACEFLIGHTS" },
  role: { ...name, description: "Role that owns the graph and runs it. Default: the connection's." },
  warehouse: {
    ...name,
    description:
      "Warehouse of tasks without another `compute`: it runs, and costs, while they do. Default: none, they are serverless.",
    example: "TRANSFORM_WH",
  },
};
