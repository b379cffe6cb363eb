import { type Bag, type Problem, type ResourceType, text as textValue } from "../../framework";
import { isQualified } from "../names";
import { hasPackage, packages, routine, routineInputs, routinePermissions, text } from "../routine";
import type { OpenSession } from "../session";
import { example } from "./example";

/** `floe:snowflake:PythonProcedure`. */
export function pythonProcedure(open: OpenSession): ResourceType {
  return routine(open, {
    kind: "PROCEDURE",
    token: "floe:snowflake:PythonProcedure",
    description:
      "A stored procedure in Python, with packages from PyPI or Anaconda, external access and secrets. Changed in place by CREATE OR ALTER, or by CREATE OR REPLACE with its grants copied.",
    costs:
      "Nothing to keep. A call uses the caller's warehouse while it runs, billed by Snowflake per second (at least 60 s each time the warehouse resumes).",
    permissions: routinePermissions("PROCEDURE", "call"),
    example,
    inputs: {
      ...routineInputs,
      packages: packages("Must hold `snowflake-snowpark-python`. Default: just that.", [
        "snowflake-snowpark-python",
      ]),
      executeAs: text(
        "Whose rights it has: its owner's, its caller's, or those of the caller that the owner may use too (`RESTRICTED CALLER`). Default: `OWNER`, so that callers need no rights on what it touches.",
        { allowed: ["OWNER", "CALLER", "RESTRICTED CALLER"], default: "OWNER" },
      ),
      dropAfterRunsOf: text(
        'Qualified name of the root of a task graph that calls the procedure, such as `"DB"."SCHEMA"."ROOT"`. Dropping the procedure, also when another takes its place, then waits for the runs of that graph which are under way: they go on with the version of the graph they began with. The custom timeout for deletes bounds the wait. A graph that is gone is not waited for. Default: dropped at once.',
      ),
    },
    check,
  });
}

function check(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  return [...checkRoot(inputs), ...checkPackages(inputs, unknown)];
}

function checkRoot(inputs: Bag): Problem[] {
  const root = textValue(inputs.dropAfterRunsOf);
  if (root === undefined || isQualified(root)) return [];
  return [{ property: "dropAfterRunsOf", reason: "must be the qualified name of a task: DB.SCHEMA.ROOT" }];
}

function checkPackages(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  if ([...unknown].some((path) => path.startsWith("packages"))) return [];
  // Absent here means that the default is used.
  if (inputs.packages === undefined || hasPackage(inputs, "snowflake-snowpark-python")) return [];
  return [
    {
      property: "packages",
      reason: "must hold snowflake-snowpark-python: a procedure's session comes from it",
    },
  ];
}
