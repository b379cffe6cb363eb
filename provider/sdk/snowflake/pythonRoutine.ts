import type * as pulumi from "@pulumi/pulumi";

export interface RoutineColumn {
  /** Taken literally: write it in upper case. */
  readonly name: pulumi.Input<string>;
  /** Snowflake type, such as `NUMBER(10,2)`, `VARCHAR` or `VARIANT`. */
  readonly type: pulumi.Input<string>;
}

export interface RoutineArgument extends RoutineColumn {
  /**
   * SQL expression of its value when a call leaves it out, such as `'none'` or `10`. Default: the argument is
   * required. Snowflake does not show defaults, so drift in them is not seen.
   */
  readonly default?: pulumi.Input<string>;
}

/** What procedures and functions in Python share. */
export interface PythonRoutineArgs {
  /** Database that holds it, taken literally. Another one replaces the routine. */
  readonly database: pulumi.Input<string>;
  /** Schema that holds it, taken literally. Another one replaces the routine. */
  readonly schema: pulumi.Input<string>;
  /**
   * Name, taken literally: write it in upper case, so that calls need no quotes. Routines of one name may differ in
   * their argument types. Another name replaces the routine.
   */
  readonly name: pulumi.Input<string>;
  /**
   * Role that creates and owns it; an owner's-rights procedure runs as it. Another role gets the ownership, grants
   * stay. Default: the connection's.
   */
  readonly role?: pulumi.Input<string>;
  /**
   * Arguments in order; optional ones last. Other types in it replace the routine (Snowflake knows it by them); other
   * names or defaults do not. Default: none.
   */
  readonly arguments?: pulumi.Input<pulumi.Input<RoutineArgument>[]>;
  /** Type of the one value it returns. Exactly one of `returns` and `returnsTable` is needed. */
  readonly returns?: pulumi.Input<string>;
  /** Columns of the table it returns. Empty, for a procedure only: whatever columns the handler's DataFrame has. */
  readonly returnsTable?: pulumi.Input<pulumi.Input<RoutineColumn>[]>;
  /** Declares that it never returns NULL. Default: false. */
  readonly notNull?: pulumi.Input<boolean>;
  /** Python version. Default: `3.12`, the newest that Snowflake's Anaconda channel and PyPI both serve widely. */
  readonly runtimeVersion?: pulumi.Input<"3.9" | "3.10" | "3.11" | "3.12" | "3.13" | "3.14">;
  /**
   * Function (or class, for table and aggregate functions) Snowflake calls: its name in `code`, or `module.name` in an
   * imported file.
   */
  readonly handler: pulumi.Input<string>;
  /** Python source, at most 1 MB. Leave it out when the handler lives in an imported file. */
  readonly code?: pulumi.Input<string>;
  /**
   * Staged files the handler imports or reads: Python files, zip archives, wheels, data. `StageFile.path` is one;
   * because it changes with the content, new content makes the routine new too. File names must differ. Default: none.
   */
  readonly imports?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Repository the packages come from: `snowflake.snowpark.pypi_shared_repository` for PyPI,
   * `snowflake.snowpark.anaconda_shared_repository`, or your own. Default: what `DEFAULT_PYTHON_ARTIFACT_REPOSITORY`
   * says for the schema.
   */
  readonly artifactRepository?: pulumi.Input<string>;
  /** External access integrations: the handler reaches only hosts that their network rules allow. Default: none. */
  readonly externalAccessIntegrations?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Secrets the handler may read with `_snowflake.get_generic_secret_string`: qualified names such as
   * `DB.SCHEMA.API_KEY` by the name the code uses. Each must be allowed by one of the integrations. Default: none.
   */
  readonly secrets?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Where it may run: packages built for x86 only need a warehouse of that architecture. Default: anywhere. */
  readonly resourceConstraint?: pulumi.Input<{ readonly architecture: pulumi.Input<"x86"> }>;
  /** Hides its code and imports from all but the owner. Default: false. */
  readonly secure?: pulumi.Input<boolean>;
  /**
   * `CALLED` calls the handler with NULL arguments as None; `RETURNS NULL` answers NULL without a call when any
   * argument is NULL. Default: `CALLED`.
   */
  readonly nullInput?: pulumi.Input<"CALLED" | "RETURNS NULL">;
  /** Least severe messages the event table keeps. Default: the schema's. */
  readonly logLevel?: pulumi.Input<"TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL" | "OFF">;
  /** Trace events the event table keeps. Default: the schema's. */
  readonly traceLevel?: pulumi.Input<"ALWAYS" | "ON_EVENT" | "PROPAGATE" | "OFF">;
  /** Whether the event table keeps metrics of runs. Default: the schema's. */
  readonly metricLevel?: pulumi.Input<"ALL" | "NONE">;
  /** Default: Snowflake's own (`user-defined procedure`, `user-defined function`). */
  readonly comment?: pulumi.Input<string>;
}

export const routineOutputs = [
  "qualifiedName",
  "signature",
  "codeHash",
  "installedPackages",
  "described",
] as const;
