import type { Problems } from "../../checks";
import { nearest } from "../../kedro/nearest";
import type { KafkaConfig } from "../keys";

/**
 * Settings a job may change itself. Managed Service for Apache Flink refuses a job of Flink 2.2 that sets any other: those
 * are the service's, or set on the application, such as checkpoints and parallelism.
 *
 * @see Managed Service for Apache Flink developer guide, "Programmatic Flink configuration properties"
 */
const pipeline = [
  "execution.runtime-mode",
  ...under(
    "pipeline.",
    `auto-generate-uids auto-watermark-interval closure-cleaner-level force-avro force-kryo generic-types
     global-job-parameters jobvertex-parallelism-overrides max-parallelism name object-reuse
     operator-chaining.chain-operators-with-different-max-parallelism operator-chaining.enabled serialization-config
     vertex-description-mode vertex-name-include-index-prefix watermark-alignment.allow-unaligned-source-splits`,
  ),
];

const execution = under(
  "table.exec.",
  `async-lookup.buffer-capacity async-lookup.key-ordered-enabled async-lookup.output-mode async-lookup.timeout
   async-scalar.max-concurrent-operations async-scalar.max-attempts async-scalar.retry-delay async-scalar.retry-strategy
   async-scalar.timeout async-state.enabled async-table.max-concurrent-operations async-table.max-retries
   async-table.retry-delay async-table.retry-strategy async-table.timeout
   deduplicate.insert-update-after-sensitive-enabled deduplicate.mini-batch.compact-changes-enabled
   delta-join.cache-enabled disabled-operators interval-join.min-cleanup-interval legacy-cast-behaviour
   local-hash-agg.adaptive.distinct-value-rate-threshold local-hash-agg.adaptive.enabled
   local-hash-agg.adaptive.sampling-threshold mini-batch.allow-latency mini-batch.enabled mini-batch.size
   operator-fusion-codegen.enabled simplify-operator-name-enabled sink.keyed-shuffle sink.nested-constraint-enforcer
   sink.not-null-enforcer sink.rowtime-inserter sink.type-length-enforcer sink.upsert-materialize
   sink.upsert-materialize-strategy.adaptive.threshold.high sink.upsert-materialize-strategy.adaptive.threshold.low
   sink.upsert-materialize-strategy.type sort.async-merge-enabled sort.default-limit sort.max-num-file-handles
   source.cdc-events-duplicate source.idle-timeout spill-compression.block-size spill-compression.enabled state.ttl
   uid.format uid.generation unbounded-over.version window-agg.buffer-size-limit`,
);

const optimizer = under(
  "table.optimizer.",
  `agg-phase-strategy adaptive-broadcast-join.strategy bushy-join-reorder-threshold delta-join.strategy
   distinct-agg.split.bucket-num distinct-agg.split.enabled dynamic-filtering.enabled incremental-agg-enabled
   join-reorder-enabled multi-join.enabled multiple-input-enabled non-deterministic-update.strategy
   reuse-optimize-block-with-digest-enabled reuse-sink-enabled reuse-source-enabled reuse-sub-plan-enabled
   runtime-filter.enabled skewed-join-optimization.skewed-factor skewed-join-optimization.skewed-threshold
   skewed-join-optimization.strategy source.report-statistics-enabled union-all-as-breakpoint-enabled`,
);

const tables = under(
  "table.",
  `builtin-catalog-name builtin-database-name catalog-modification.listeners column-expansion-strategy
   display.max-column-width dml-sync dynamic-table-options.enabled generated-code.max-length
   legacy-nested-row-nullability local-time-zone plan.compile.catalog-objects plan.force-recompile
   plan.restore.catalog-objects rtas-ctas.atomicity-enabled sql-dialect`,
);

const allowed: readonly string[] = [...pipeline, ...execution, ...optimizer, ...tables];

function under(prefix: string, names: string): readonly string[] {
  return names.split(/\s+/).map((name) => prefix + name);
}

export function checkFlinkSettings(problems: Problems, settings: KafkaConfig): void {
  for (const name of Object.keys(settings)) checkFlinkSetting(problems, name, name);
}

/** Settings in SQL of one's own. */
export function checkSetStatement(problems: Problems, argument: string, statement: string): void {
  const [, name] = /^\s*SET\s+'((?:[^']|'')*)'\s*=/i.exec(statement) ?? [];
  if (name !== undefined) checkFlinkSetting(problems, argument, name);
}

function checkFlinkSetting(problems: Problems, argument: string, name: string): void {
  const near = nearest(name, allowed);
  problems.require(
    allowed.includes(name),
    argument,
    `${name} cannot be set by a job: Managed Service for Apache Flink would refuse it`,
    /^execution\.checkpointing\.|^state\./.test(name)
      ? "set checkpointSeconds: checkpoints are the application's"
      : /parallelism/.test(name)
        ? "set the application's parallelism"
        : near === undefined
          ? "leave it out"
          : `write ${near}, or leave it out`,
  );
}
