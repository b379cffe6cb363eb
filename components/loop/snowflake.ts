import * as snowflake from "@pulumi/snowflake";
import { Access, RoleGrants, Stream, Warehouse, Workspace } from "../snowflake";
import type { LoopContext } from "./context";
import { loopGrants } from "./grants";
import { roleParts, type RolePart } from "./names";
import type { LoopNodes } from "./nodes";
import { predictionsTable, scoredQuery } from "./queries";

export function loopAccess(loop: LoopContext): Access {
  const names = loop.names;
  const users = Object.fromEntries(
    Object.entries(loop.args.users ?? {}).map(([user, spec]) => [
      user,
      { ...spec, roles: spec.roles.map((role) => names.role(role as RolePart)) },
    ]),
  );
  const roles = Object.fromEntries(
    roleParts.map((part) => [names.role(part), { comment: `Loop ${loop.name}` }]),
  );
  return new Access(loop.childName("access"), { roles, users }, loop.within());
}

export function loopWarehouse(loop: LoopContext): Warehouse {
  const warehouse = loop.args.warehouse ?? { create: { name: loop.names.warehouse } };
  return new Warehouse(loop.childName("warehouse"), { warehouse }, loop.within());
}

export function loopWorkspace(loop: LoopContext): Workspace {
  const { raw, features } = loop.args;
  const names = loop.names;
  return new Workspace(
    loop.childName("workspace"),
    {
      database: loop.args.database,
      schemas: {
        [names.raw]: { tables: raw.tables },
        [names.features]: {
          tables: { [features.table]: { columns: features.columns } },
        },
        [names.ml]: { tables: { [names.predictions[2]]: predictionsTable(loop.args) } },
      },
    },
    loop.within(),
  );
}

export function loopStreams(loop: LoopContext, workspace: Workspace): LoopNodes["streams"] {
  const stream = (
    part: string,
    [, schema, name]: readonly [string, string, string],
    table: readonly [string, string, string],
  ) =>
    new Stream(loop.childName(part), { database: workspace.withTables, schema, name, table }, loop.within());
  return {
    source: stream("source-stream", loop.names.sourceStream, loop.names.source),
    features: stream("features-stream", loop.names.featuresStream, loop.names.featuresTable),
  };
}

export function loopProcedures(loop: LoopContext, workspace: Workspace): LoopNodes["procedures"] {
  const made = Object.entries(loop.args.features.procedures ?? {}).map(([name, spec]) => {
    const procedure = new snowflake.ProcedurePython(
      loop.childName(`procedure-${name}`),
      {
        database: workspace.withSchemas,
        schema: loop.names.features,
        name,
        procedureDefinition: spec.source,
        handler: spec.handler,
        runtimeVersion: spec.pythonVersion ?? "3.11",
        snowparkPackage: "*",
        packages: [...(spec.packages ?? [])],
        returnType: spec.returns ?? "VARCHAR",
        // The task's role, not the deployer's, decides what the procedure may touch.
        executeAs: "CALLER",
      },
      loop.within(),
    );
    return [name, procedure] as const;
  });
  return Object.fromEntries(made);
}

export function loopScored(loop: LoopContext, workspace: Workspace): snowflake.View {
  const [, schema, name] = loop.names.scored;
  return new snowflake.View(
    loop.childName(`scored`),
    {
      database: workspace.withTables,
      schema,
      name,
      statement: scoredQuery(loop.args, loop.names),
    },
    loop.within(),
  );
}

export function loopRoleGrants(
  loop: LoopContext,
  made: Pick<LoopNodes, "access" | "warehouse" | "exchange" | "streams" | "procedures" | "scored">,
): LoopNodes["grants"] {
  const { warehouse } = loop.args;
  const warehouseName =
    warehouse === undefined
      ? loop.names.warehouse
      : "existing" in warehouse
        ? warehouse.existing
        : warehouse.create.name;
  const all = loopGrants(loop.args, loop.names, warehouseName);
  const stages = Object.values(made.exchange.stages);
  const dependsOn = [
    made.warehouse,
    made.streams.source,
    made.streams.features,
    made.scored,
    ...stages,
    ...Object.values(made.procedures),
  ];
  const granted = roleParts.map((part) => {
    const role = made.access.roleNames[loop.names.role(part)] ?? loop.names.role(part);
    return [
      part,
      new RoleGrants(
        loop.childName(`grants-${part}`),
        { role, grants: all[part] },
        loop.within({ dependsOn }),
      ),
    ] as const;
  });
  return Object.fromEntries(granted) as LoopNodes["grants"];
}
