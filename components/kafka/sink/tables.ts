import {
  checkIdentifier,
  checkKafkaConverterPair,
  kafkaDynamicTableQuery,
  kafkaLandingSettingsStatement,
  kafkaLandingStatement,
  kafkaMergeTask,
  kafkaTargetColumns,
  suggestIdentifier,
  type KafkaApplySpec,
  type KafkaConverter,
  type KafkaRowShape,
  type KafkaTableName,
  type Problems,
} from "../../../blueprints";
import { collect } from "../account";
import type { SinkApply, SinkTopic, SnowflakeSinkArgs } from "./args";

/** A landing table, and what is made of it. */
export interface TablePlan {
  readonly topic: string;
  readonly landing: KafkaTableName;
  readonly create: string;
  /** What may change about it, declared columns among it. */
  readonly settings: string;
  readonly apply?: ApplyPlan;
}

export interface ApplyPlan {
  readonly by: SinkApply["by"];
  readonly target: KafkaTableName;
  readonly merge?: {
    readonly columns: ReturnType<typeof kafkaTargetColumns>;
    readonly stream: KafkaTableName;
    readonly task: string;
    readonly intervalSeconds: number;
    readonly when: string;
    readonly sql: string;
  };
  readonly dynamicTable?: { readonly targetLag: string; readonly query: string };
}

const strings: KafkaConverter = { format: "string" };
const json: KafkaConverter = { format: "json" };

/** Table of one topic. Undefined where it has problems. */
export function planTable(
  problems: Problems,
  topic: string,
  spec: SinkTopic,
  args: SnowflakeSinkArgs,
  options: { readonly warehouse: string; readonly errorTable: boolean },
): TablePlan | undefined {
  const name = spec.table ?? suggestIdentifier(topic);
  checkIdentifier(problems, "table", name);
  const shape: KafkaRowShape = {
    stored: args.schemaEvolution === false ? "content" : "columns",
    value: spec.value ?? "flat",
    ...(spec.fields === undefined ? {} : { fields: spec.fields }),
  };
  if (spec.written !== undefined) {
    checkKafkaConverterPair(problems, "value", spec.written.value, args.value ?? json);
    if (spec.written.key !== undefined)
      checkKafkaConverterPair(problems, "key", spec.written.key, args.key ?? strings);
  }
  const landing: KafkaTableName = [args.database, args.schema, name];
  const apply =
    spec.apply === undefined
      ? undefined
      : planApply(problems, spec.apply, { ...spec, landing, shape }, options.warehouse);
  return {
    topic,
    landing,
    create: kafkaLandingStatement({ table: landing, shape }),
    settings: kafkaLandingSettingsStatement({
      table: landing,
      shape,
      errorTable: options.errorTable,
      ...(spec.columns === undefined ? {} : { columns: spec.columns }),
      ...(spec.retentionDays === undefined ? {} : { retentionDays: spec.retentionDays }),
    }),
    ...(apply === undefined ? {} : { apply }),
  };
}

function planApply(
  problems: Problems,
  apply: SinkApply,
  spec: SinkTopic & Pick<KafkaApplySpec, "landing" | "shape">,
  warehouse: string,
): ApplyPlan | undefined {
  const { landing, columns, key } = spec;
  for (const [argument, given] of Object.entries({ columns, key }))
    problems.require(
      given !== undefined,
      argument,
      "is required to apply changes",
      argument === "key" ? "name the columns that identify a row" : "declare the columns of a row",
    );
  if (columns === undefined || key === undefined) return undefined;
  const [database, schema, name] = landing;
  const target: KafkaTableName =
    typeof apply.target === "string" ? [database, schema, apply.target] : apply.target;
  for (const part of target) checkIdentifier(problems, "apply.target", part);
  const common: KafkaApplySpec = {
    landing,
    target,
    shape: spec.shape,
    columns,
    key,
    ...(apply.operation === undefined ? {} : { operation: apply.operation }),
    ...(apply.version === undefined ? {} : { version: apply.version }),
  };
  if (apply.by === "dynamicTable") {
    const { targetLag } = apply;
    const query = collect(problems, () => kafkaDynamicTableQuery({ ...common, warehouse, targetLag }));
    return query === undefined ? undefined : { by: apply.by, target, dynamicTable: { targetLag, query } };
  }
  const stream: KafkaTableName = [database, schema, `${name}_NEW`];
  const task = `${name}_APPLY`;
  const intervalSeconds = apply.intervalSeconds ?? 30;
  const planned = collect(problems, () =>
    kafkaMergeTask({ ...common, stream, task: [database, schema, task], intervalSeconds }),
  );
  if (planned === undefined) return undefined;
  return {
    by: apply.by,
    target,
    merge: {
      columns: kafkaTargetColumns(common),
      stream,
      task,
      intervalSeconds,
      when: planned.condition,
      sql: planned.merge,
    },
  };
}
