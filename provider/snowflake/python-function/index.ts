import { type Bag, bag, type Problem, type ResourceType, text as textIn } from "../../framework";
import { flag, hasPackage, packages, routine, routineInputs, routinePermissions, text } from "../routine";
import type { OpenSession } from "../session";
import { example } from "./example";

/** `floe:snowflake:PythonFunction`. */
export function pythonFunction(open: OpenSession): ResourceType {
  return routine(open, {
    kind: "FUNCTION",
    token: "floe:snowflake:PythonFunction",
    description:
      "A Python function for queries: scalar, table (`returnsTable`) or aggregate, row by row or vectorized over pandas frames. Changed in place by CREATE OR ALTER, or by CREATE OR REPLACE with its grants copied.",
    costs:
      "Nothing to keep. A query that calls it uses its warehouse while it runs, billed by Snowflake per second.",
    permissions: routinePermissions("FUNCTION", "use"),
    example,
    inputs: {
      ...routineInputs,
      packages: packages("Default: none beyond Python's own library."),
      aggregate: flag(
        "An aggregate function: `handler` is a class with `aggregate_state`, `accumulate`, `merge` and `finish`. Default: false.",
        { default: false },
      ),
      volatility: text(
        "`IMMUTABLE` lets Snowflake reuse the answer for equal arguments. Default: `VOLATILE`, called for every row.",
        { allowed: ["VOLATILE", "IMMUTABLE"], default: "VOLATILE" },
      ),
      vectorized: {
        type: "object",
        description:
          "Calls the handler with batches of rows as a pandas DataFrame instead of row by row: Floe marks the handler at the end of `code`. In a staged file mark it yourself, with `@vectorized` of `_snowflake`. Needs the package pandas. Default: row by row.",
        members: {
          maxBatchSize: {
            type: "integer",
            description:
              "Most rows in one frame. Default: Snowflake chooses. Lower it when a call nears the limit of 180 s.",
          },
          method: text("Of a table function: the method that gets frames.", {
            allowed: ["process", "end_partition"],
          }),
        },
      },
    },
    check,
  });
}

function check(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const report = (property: string, reason: string) => problems.push({ property, reason });
  if (inputs.aggregate === true) {
    if (inputs.returnsTable !== undefined)
      report("aggregate", "returns one value: remove it, or write returns instead of returnsTable");
    if (inputs.volatility === "IMMUTABLE")
      report("volatility", "cannot be IMMUTABLE for an aggregate function");
    if (inputs.vectorized !== undefined) report("vectorized", "is not for aggregate functions");
  }
  if (inputs.vectorized === undefined) return problems;
  const { method, maxBatchSize } = bag(inputs.vectorized);
  if (inputs.code === undefined && !unknown.has("code"))
    report("vectorized", "is for inline code: mark a staged handler with @vectorized of _snowflake");
  if (inputs.returnsTable !== undefined && method === undefined && !unknown.has("vectorized.method"))
    report("vectorized.method", "is required for a table function: process or end_partition");
  if (textIn(inputs.returns) !== undefined && method !== undefined)
    report("vectorized.method", "is for table functions: remove it");
  if (typeof maxBatchSize === "number" && maxBatchSize < 1)
    report("vectorized.maxBatchSize", "must be at least 1");
  const open = [...unknown].some((path) => path.startsWith("packages"));
  if (!open && !hasPackage(inputs, "pandas")) report("packages", "must hold pandas for a vectorized handler");
  return problems;
}
