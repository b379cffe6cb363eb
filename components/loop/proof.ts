import {
  canonicalType,
  checkInteger,
  checkMembers,
  columnSpec,
  hashOf,
  isMarked,
  markedLengthProblem,
  placeholderProblem,
  qualifiedName,
  type Columns,
  type Problems,
} from "../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../provider/sdk";
import type { LoopArgs } from "./args";
import type { LoopContext } from "./context";
import { loopGrants } from "./grants";
import { roleParts } from "./names";
import type { LoopNodes } from "./nodes";
import { featureTasks } from "./queries";

/** Proof that the finished loop works. Last of all: it depends on every other part. */
export function loopProof(loop: LoopContext, nodes: Omit<LoopNodes, "check">): floe.loop.Check | undefined {
  const { check } = loop.args;
  if (check === undefined) return undefined;
  const { names } = loop;
  const { exchange, scoring, ingest } = nodes;
  const { machine } = scoring.nodes;
  const made = new floe.loop.Check(
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
          ? { endpointConfigName: nodes.endpoint.nodes.endpoint.configName }
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
        hashOf(featureTasks(loop.args, names)),
        hashOf(loop.queries.score),
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
  announce(loop.name, made);
  return made;
}

/** A preview that would run the check says so. */
function announce(name: string, check: floe.loop.Check): void {
  check.summary.apply((summary) =>
    summary.startsWith("would be checked") ? pulumi.log.info(`${name}: ${summary}`) : undefined,
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
      return listed(given).map((values) => ({
        table: qualifiedName(...names.rawTable(table)),
        values: { ...values },
      }));
    }),
    key: args.features.key.map((column) => ({ column, value: key[column] ?? "" })),
  };
}

type Values = Readonly<Record<string, floe.loop.MarkedValue>>;

function listed(given: Values | readonly Values[]): readonly Values[] {
  return isList(given) ? given : [given];
}

function isList(given: Values | readonly Values[]): given is readonly Values[] {
  return Array.isArray(given);
}

/** Rules of `check`, placeholders and widths included. */
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
    const known = Object.keys(raw.tables).join(", ");
    if (columns === undefined) {
      problems.add(`rows.${table}`, `"${table}" is not a RAW table (${known})`, "name a table of raw.tables");
      continue;
    }
    for (const row of listed(given)) {
      checkMembers(problems, `rows.${table}`, Object.keys(row), Object.keys(columns));
      checkMarks(problems, `rows.${table}`, row, columns);
    }
  }
  problems.require(
    features.source in check.rows,
    "rows",
    `hold none of the source table ${features.source}, so nothing would start`,
    `add a row of ${features.source}`,
  );
  const key = check.key ?? {};
  const given = Object.keys(key);
  problems.require(
    given.length === features.key.length && features.key.every((column) => given.includes(column)),
    "key",
    `must name exactly the columns of features.key: ${features.key.join(", ")}`,
    "give each the value that the marked rows lead to",
  );
  checkMarks(problems, "key", key, features.columns);
}

function checkMarks(
  problems: Problems,
  argument: string,
  values: Readonly<Record<string, unknown>>,
  columns: Columns,
): void {
  problems.require(
    Object.values(values).some(isMarked),
    argument,
    "no value holds a placeholder, so the row could not be told from others",
    "put {number} or {marker} into the column that identifies it",
  );
  for (const [column, value] of Object.entries(values)) {
    const wrong = typeof value === "string" ? placeholderProblem(value) : undefined;
    const long = markedLengthProblem(value, canonicalType(columnSpec(columns[column] ?? "").type) ?? "");
    const found = wrong ?? long;
    if (found !== undefined)
      problems.add(`${argument}.${column}`, found, "choose a narrower placeholder, or correct it");
  }
}
