import { quoteIdentifier } from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { basename, resolve } from "node:path";
import * as floe from "../../../provider/sdk";
import { FloeComponent } from "../../component";
import { sourceFiles } from "../../versions/source";
import { checkCode, type CodeDefaults, type PythonCodeArgs } from "./args";

const snowpark = "snowflake-snowpark-python";

/**
 * Python of a local folder as procedures and functions of Snowflake: the folder is staged as one archive at an address
 * made from its content, everything imports that, and roles may call it. Changed code is a new archive, which the
 * routines move to; the one before stays for calls under way.
 *
 * Costs the archive's storage, and the callers' warehouses while it runs.
 *
 * @example Minimal
 * ```ts
 * new PythonCode("etl", {
 *   database: "FLIGHTS", schema: "ML", source: join(__dirname, "etl"),
 *   procedures: { REFRESH: { handler: "features.refresh", returns: "VARCHAR" } },
 * });
 * ```
 * @example With a library from PyPI, a host it may reach, and a role that calls it from a task graph
 * ```ts
 * const etl = new PythonCode("etl", {
 *   database: "FLIGHTS", schema: "ML", role: "FLIGHTS_ENGINEER", source: join(__dirname, "etl"),
 *   artifactRepository: "snowflake.snowpark.pypi_shared_repository", packages: ["polars>=1,<2"],
 *   externalAccessIntegrations: ["WEATHER_API"], secrets: { key: "FLIGHTS.ML.WEATHER_KEY" },
 *   procedures: { LOAD: { handler: "weather.load", arguments: [{ name: "DAY", type: "DATE" }], returns: "NUMBER" } },
 *   functions: { KNOTS: { handler: "units.knots", arguments: [{ name: "KMH", type: "FLOAT" }], returns: "FLOAT" } },
 *   usedBy: ["FLIGHTS_TRANSFORMER"],
 * });
 * new TaskGraph("daily", {
 *   ...place, tasks: { LOAD: { sql: pulumi.interpolate`CALL ${etl.procedures["LOAD"]?.qualifiedName}(CURRENT_DATE())` } },
 * });
 * ```
 */
export class PythonCode extends FloeComponent {
  /** By name. `qualifiedName` is what a CALL writes, known at preview. */
  readonly procedures: Readonly<Record<string, floe.snowflake.PythonProcedure>>;
  /** By name. `qualifiedName` is what a query writes, known at preview. */
  readonly functions: Readonly<Record<string, floe.snowflake.PythonFunction>>;
  /** First 16 hexadecimal digits of the archive's SHA-256: a version of the code. Known at preview. */
  readonly hash: pulumi.Output<string>;
  readonly nodes: {
    readonly stage?: snowflake.Stage;
    readonly file: floe.snowflake.StageFile;
    /** By role and routine: `ROLE.ROUTINE`. */
    readonly grants: Readonly<Record<string, snowflake.GrantPrivilegesToAccountRole>>;
  };

  constructor(name: string, args: PythonCodeArgs, opts?: pulumi.ComponentResourceOptions) {
    checkCode(name, args);
    super(
      "floe:components:PythonCode",
      name,
      { procedures: Object.keys(args.procedures ?? {}), functions: Object.keys(args.functions ?? {}) },
      opts,
    );
    const stage = args.stage !== undefined && "existing" in args.stage ? undefined : this.#stage(args);
    const access = stage === undefined ? undefined : this.#stageGrant(stage, args);
    const file = this.child(
      floe.snowflake.StageFile,
      "file",
      {
        ...this.#home(args),
        stage:
          args.stage !== undefined && "existing" in args.stage ? args.stage.existing : (stage?.name ?? ""),
        ...staged(args.source),
      },
      { transform: args.transform?.file, opts: { dependsOn: access === undefined ? [] : [access] } },
    );
    const { procedures = {}, functions = {} } = args;
    this.procedures = Object.fromEntries(
      Object.entries(procedures).map(([routine, spec]) => [
        routine,
        this.child(
          floe.snowflake.PythonProcedure,
          `procedure-${routine}`,
          {
            ...this.#home(args),
            name: routine,
            ...shared(args),
            ...(args.packages === undefined ? {} : { packages: [...new Set([snowpark, ...args.packages])] }),
            ...spec,
            imports: imported(file, spec.imports),
          },
          { transform: args.transform?.procedure },
        ),
      ]),
    );
    this.functions = Object.fromEntries(
      Object.entries(functions).map(([routine, spec]) => [
        routine,
        this.child(
          floe.snowflake.PythonFunction,
          `function-${routine}`,
          {
            ...this.#home(args),
            name: routine,
            ...shared(args),
            ...(args.packages === undefined ? {} : { packages: [...args.packages] }),
            ...spec,
            imports: imported(file, spec.imports),
          },
          { transform: args.transform?.function },
        ),
      ]),
    );
    this.hash = file.hash;
    this.nodes = { ...(stage === undefined ? {} : { stage }), file, grants: this.#grants(args) };
    this.registerOutputs({ hash: this.hash });
  }

  #home({ database, schema, role }: PythonCodeArgs) {
    return { database, schema, ...(role === undefined ? {} : { role }) };
  }

  #stage(args: PythonCodeArgs): snowflake.Stage {
    const { database, schema } = args;
    const name = args.stage !== undefined && "create" in args.stage ? args.stage.create : "CODE";
    return this.child(
      snowflake.Stage,
      "stage",
      { name, database, schema, comment: "Python code that procedures and functions import" },
      { transform: args.transform?.stage },
    );
  }

  /** The role uploads to a stage that the connection's role owns, and its routines read it. */
  #stageGrant(
    stage: snowflake.Stage,
    { role, transform }: PythonCodeArgs,
  ): snowflake.GrantPrivilegesToAccountRole | undefined {
    if (role === undefined) return undefined;
    return this.child(
      snowflake.GrantPrivilegesToAccountRole,
      "grant-stage",
      {
        accountRoleName: role,
        privileges: ["READ", "WRITE"],
        onSchemaObject: {
          objectType: "STAGE",
          objectName: pulumi
            .all([stage.database, stage.schema, stage.name])
            .apply((parts) => parts.map(quoteIdentifier).join(".")),
        },
      },
      { transform: transform?.grant },
    );
  }

  #grants(args: PythonCodeArgs): Record<string, snowflake.GrantPrivilegesToAccountRole> {
    const routines = [
      ...Object.entries(this.procedures).map(([key, made]) => ["PROCEDURE", key, made] as const),
      ...Object.entries(this.functions).map(([key, made]) => ["FUNCTION", key, made] as const),
    ];
    const made: Record<string, snowflake.GrantPrivilegesToAccountRole> = {};
    for (const role of args.usedBy ?? []) {
      for (const [objectType, key, routine] of routines) {
        made[`${role}.${key}`] = this.child(
          snowflake.GrantPrivilegesToAccountRole,
          `grant-${role}-${objectType.toLowerCase()}-${key}`,
          {
            accountRoleName: role,
            privileges: ["USAGE"],
            onSchemaObject: { objectType, objectName: routine.signature },
          },
          { transform: args.transform?.grant },
        );
      }
    }
    return made;
  }
}

/** The folder as one archive of what counts; a single file as it is. */
function staged(source: string): Pick<floe.snowflake.StageFileArgs, "source" | "name" | "pack"> {
  const files = sourceFiles(source);
  const name = basename(resolve(source)).replace(/[^\w.+=-]+/g, "_");
  const [only] = files;
  if (only?.name === "") return { source: new pulumi.asset.FileAsset(only.path), name };
  return {
    source: new pulumi.asset.AssetArchive(
      Object.fromEntries(files.map((file) => [file.name, new pulumi.asset.FileAsset(file.path)])),
    ),
    name: `${name}.zip`,
    pack: true,
  };
}

/** What is said once for all routines. */
function shared(args: CodeDefaults) {
  const {
    runtimeVersion,
    artifactRepository,
    externalAccessIntegrations,
    secrets,
    resourceConstraint,
    logLevel,
  } = args;
  return {
    ...(runtimeVersion === undefined ? {} : { runtimeVersion }),
    ...(artifactRepository === undefined ? {} : { artifactRepository }),
    ...(externalAccessIntegrations === undefined ? {} : { externalAccessIntegrations }),
    ...(secrets === undefined ? {} : { secrets }),
    ...(resourceConstraint === undefined ? {} : { resourceConstraint }),
    ...(logLevel === undefined ? {} : { logLevel }),
  };
}

function imported(
  file: floe.snowflake.StageFile,
  others: pulumi.Input<pulumi.Input<string>[]> | undefined,
): pulumi.Output<string[]> {
  return pulumi.all([file.path, others ?? []]).apply(([path, more]) => [path, ...more]);
}
