import { checkIdentifier, Problems } from "../../../blueprints";
import type * as snowflake from "@pulumi/snowflake";
import type * as pulumi from "@pulumi/pulumi";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type * as floe from "../../../provider/sdk";
import type { Transform } from "../../component";
import { checkSource, sourceFiles } from "../../versions/source";

/** What the component says itself. */
type Placed = "database" | "schema" | "name" | "role" | "code";

/** A procedure of the folder; `imports` are further staged files. */
export type CodeProcedure = Omit<floe.snowflake.PythonProcedureArgs, Placed>;
/** A function of the folder; `imports` are further staged files. */
export type CodeFunction = Omit<floe.snowflake.PythonFunctionArgs, Placed>;

/** What all procedures and functions of a folder have in common, unless one says otherwise. */
export type CodeDefaults = Pick<
  floe.snowflake.PythonRoutineArgs,
  | "runtimeVersion"
  | "artifactRepository"
  | "externalAccessIntegrations"
  | "secrets"
  | "resourceConstraint"
  | "logLevel"
> & {
  /** Packages each needs, `name` or `name>=2,<3`; procedures get `snowflake-snowpark-python` as well. Default: none. */
  readonly packages?: readonly string[];
};

export interface PythonCodeArgs extends CodeDefaults {
  database: pulumi.Input<string>;
  schema: pulumi.Input<string>;
  /**
   * Role that uploads the code and owns what is made of it; procedures run with its rights unless they say otherwise. It
   * needs CREATE PROCEDURE and CREATE FUNCTION on the schema, and READ and WRITE on a stage that exists. Default: the connection's.
   */
  role?: pulumi.Input<string>;
  /**
   * Folder whose files Python imports by their paths within it, or one Python file. What tools leave behind stays out:
   * `__pycache__`, `*.pyc`, names that begin with a dot, and the like.
   */
  source: string;
  /** Internal stage that holds the code. Default: create `CODE` in the schema. */
  stage?: { readonly create: string } | { readonly existing: pulumi.Input<string> };
  /** Procedures by name. Their `handler` is `module.function` of the folder. Default: none. */
  procedures?: Readonly<Record<string, CodeProcedure>>;
  /** Functions by name. Their `handler` is `module.function`, or `module.class`, of the folder. Default: none. */
  functions?: Readonly<Record<string, CodeFunction>>;
  /** Roles that may call all of it. They need USAGE on database and schema, too. Default: none but the owner. */
  usedBy?: readonly string[];
  transform?: {
    stage?: Transform<snowflake.StageArgs>;
    file?: Transform<floe.snowflake.StageFileArgs>;
    procedure?: Transform<floe.snowflake.PythonProcedureArgs>;
    function?: Transform<floe.snowflake.PythonFunctionArgs>;
    grant?: Transform<snowflake.GrantPrivilegesToAccountRoleArgs>;
  };
}

/** @throws InvalidArguments with all problems. */
export function checkCode(name: string, args: PythonCodeArgs): void {
  const problems = new Problems();
  for (const argument of ["database", "schema", "role"] as const)
    checkIdentifier(problems, argument, args[argument]);
  if (args.stage !== undefined) {
    if ("create" in args.stage) checkIdentifier(problems, "stage.create", args.stage.create);
    else checkIdentifier(problems, "stage.existing", args.stage.existing);
  }
  for (const [index, role] of (args.usedBy ?? []).entries())
    checkIdentifier(problems, `usedBy[${index}]`, role);
  const routines = [
    ...Object.entries(args.procedures ?? {}).map(([key, spec]) => ["procedures", key, spec] as const),
    ...Object.entries(args.functions ?? {}).map(([key, spec]) => ["functions", key, spec] as const),
  ];
  problems.require(
    routines.length > 0,
    "procedures",
    "without them and functions nothing could call the code",
    "declare a procedure or a function",
  );
  checkSource(problems, "source", args.source);
  for (const [kind, key, spec] of routines) {
    checkIdentifier(problems, `${kind}.${key}`, key);
    if (existsSync(args.source)) checkHandler(problems.at(`${kind}.${key}`), args.source, spec.handler);
  }
  problems.raise(`PythonCode "${name}"`);
}

/** The module must be one of the files, and hold what is called. */
function checkHandler(problems: Problems, source: string, handler: pulumi.Input<string>): void {
  if (typeof handler !== "string") return;
  const parts = handler.split(".");
  const called = parts.pop() ?? "";
  const path = parts.join("/");
  const file = sourceFiles(source).find(({ name, path: local }) =>
    name === "" ? basename(local) === `${path}.py` : [`${path}.py`, `${path}/__init__.py`].includes(name),
  );
  if (
    !problems.require(
      parts.length > 0 && file !== undefined,
      "handler",
      `"${handler}" names no module of ${source}`,
      `write module.function, where ${join(source, "module.py")} is a file`,
    )
  )
    return;
  const words: readonly string[] = readFileSync(file?.path ?? "", "utf8").match(/[\p{L}\p{N}_]+/gu) ?? [];
  problems.require(
    // However it is made there: defined, imported or assigned.
    words.includes(called),
    "handler",
    `${file?.path ?? ""} has no "${called}"`,
    "name the function or class the call enters",
  );
}
