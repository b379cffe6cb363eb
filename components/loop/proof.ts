import { checkInteger, checkMembers, hashOf, qualifiedName, type Problems } from "../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../provider/sdk";
import type { LoopArgs } from "./args";
import type { LoopContext } from "./context";
import { loopGrants } from "./grants";
import { roleParts } from "./names";
import type { LoopNodes } from "./nodes";

/** Proof that the finished loop works. Last of all: it depends on every other part. */
export function loopProof(loop: LoopContext, nodes: Omit<LoopNodes, "check">): floe.loop.Check | undefined {
  const { check } = loop.args;
  if (check === undefined) return undefined;
  const { names } = loop;
  const { exchange, scoring, ingest } = nodes;
  const { machine } = scoring.nodes;
  return new floe.loop.Check(
    loop.childName("check"),
    {
      warehouse: nodes.warehouse.warehouseName,
      privileges: requiredPrivileges(loop, nodes),
      integration: {
        name: exchange.nodes.integration.name,
        roleArn: exchange.roleArn,
        externalId: exchange.nodes.integration.externalId,
        iamUserArn: exchange.nodes.integration.iamUserArn,
      },
      stages: Object.values(exchange.stages).map((stage) => stage.qualifiedName),
      features: {
        rootTask: nodes.featureGraph.rootTask,
        role: names.role("TRANSFORMER"),
        stream: qualifiedName(...names.sourceStream),
        table: qualifiedName(...names.featuresTable),
      },
      unload: {
        rootTask: nodes.scoringUnload.rootTask,
        role: names.role("SCORER"),
        stream: qualifiedName(...names.featuresStream),
        stage: qualifiedName(...names.scoringStage),
        manifestStage: qualifiedName(...names.manifestStage),
      },
      scoring: {
        endpointName: nodes.endpoint.endpointName,
        // A champion of the retraining is as good as the deployed one.
        ...(nodes.retraining === undefined
          ? { endpointConfigName: nodes.endpoint.nodes.endpoint.endpointConfigName }
          : {}),
        stateMachineArn: scoring.stateMachineArn,
        rules: [machine.nodes.rule.name],
        transformPrefix: loop.modelPrefix,
      },
      ingest: {
        pipe: qualifiedName(...names.pipe),
        stage: qualifiedName(...names.predictionStage),
        table: qualifiedName(...names.predictions),
        rules: [ingest.nodes.rule.name],
      },
      ...markedRows(loop),
      loader: names.role("LOADER"),
      analyst: names.role("ANALYST"),
      triggers: [
        exchange.nodes.integration.hiddenId,
        exchange.nodes.rolePolicy.policy.apply((policy) => hashOf(policy)),
        nodes.featureGraph.nodes.graph.statements.apply((statements) => hashOf(statements)),
        nodes.scoringUnload.nodes.graph.nodes.graph.statements.apply((statements) => hashOf(statements)),
        nodes.model.modelName,
        machine.nodes.machine.definition.apply((definition) => hashOf(definition)),
        ingest.nodes.pipe.copyStatement.apply((statement) => hashOf(statement)),
        ...(check.triggers ?? []),
      ],
      ...(check.timeoutSeconds === undefined ? {} : { timeoutSeconds: check.timeoutSeconds }),
      ...(check.quietSeconds === undefined ? {} : { quietSeconds: check.quietSeconds }),
    },
    loop.within({ dependsOn: [...parts(nodes)] }),
  );
}

function parts(nodes: Omit<LoopNodes, "check">): pulumi.Resource[] {
  return Object.values(nodes).flatMap((node: pulumi.Resource | Readonly<Record<string, pulumi.Resource>>) =>
    pulumi.Resource.isInstance(node) ? [node] : Object.values(node),
  );
}

/** Exactly what the loop grants. */
function requiredPrivileges(
  loop: LoopContext,
  { warehouse }: Pick<LoopNodes, "warehouse">,
): pulumi.Input<floe.loop.CheckedPrivileges[]> {
  return warehouse.warehouseName.apply((named) => {
    const all = loopGrants(loop.args, loop.names, named);
    return roleParts.flatMap((part) =>
      all[part].map((grant) => ({
        role: loop.names.role(part),
        privileges: [...grant.privileges],
        on: grant.on,
        ...(grant.on === "account" ? {} : { name: grantedName(grant) }),
      })),
    );
  });
}

function grantedName(grant: {
  readonly name: string | readonly string[];
  readonly argumentTypes?: readonly string[];
}) {
  const name = typeof grant.name === "string" ? qualifiedName(grant.name) : qualifiedName(...grant.name);
  return grant.argumentTypes === undefined ? name : `${name}(${grant.argumentTypes.join(", ")})`;
}

/** Rows and key in the check's form: the source last, the key in the order of the files. */
function markedRows({ args, names }: LoopContext): Pick<floe.loop.CheckArgs, "rows" | "key"> {
  const { rows, key = {} } = args.check ?? {};
  if (rows === undefined) return {};
  const { source } = args.features;
  const tables = [...Object.keys(rows).filter((table) => table !== source), source];
  return {
    rows: tables.flatMap((table) => {
      const given = rows[table] ?? [];
      const list = Array.isArray(given) ? given : [given];
      return list.map((values: Readonly<Record<string, floe.loop.MarkedValue>>) => ({
        table: qualifiedName(...names.rawTable(table)),
        values: { ...values },
      }));
    }),
    key: args.features.key.map((column) => ({ column, value: key[column] ?? "" })),
  };
}

export function checkProof(problems: Problems, { check, raw, features }: LoopArgs): void {
  if (check === undefined) return;
  checkInteger(problems, "timeoutSeconds", check.timeoutSeconds, { min: 1, max: 86_400, unit: "seconds" });
  checkInteger(problems, "quietSeconds", check.quietSeconds, { min: 0, max: 3_600, unit: "seconds" });
  if (check.rows === undefined) {
    problems.require(check.key === undefined, "key", "is of no use without rows", "add rows, or remove it");
    return;
  }
  for (const [table, given] of Object.entries(check.rows)) {
    const columns = raw.tables[table]?.columns;
    if (columns === undefined) {
      const fix = "name a table of raw.tables";
      problems.add(
        `rows.${table}`,
        `"${table}" is not a RAW table (${Object.keys(raw.tables).join(", ")})`,
        fix,
      );
      continue;
    }
    const list: readonly object[] = Array.isArray(given) ? given : [given];
    for (const values of list)
      checkMembers(problems, `rows.${table}`, Object.keys(values), Object.keys(columns));
  }
  problems.require(
    features.source in check.rows,
    "rows",
    `hold none of the source table ${features.source}, so nothing would start`,
    `add a row of ${features.source}`,
  );
  const given = Object.keys(check.key ?? {});
  problems.require(
    given.length === features.key.length && features.key.every((column) => given.includes(column)),
    "key",
    `must name exactly the columns of features.key: ${features.key.join(", ")}`,
    "give each the value that the marked rows lead to",
  );
}
