import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Bag } from "../../../../provider/framework/resource";
import { block, decimal, fixed, flag, integer, list, text, textMap, texts } from "../../common/properties";
import { bag, bags, bool, map, need, num, str, strings } from "../../common/values";
import { cloudwatch } from "../clients";
import { aws, tagList, tagMap, type AwsCall } from "../define";
import { unlessGone } from "../errors";
import { fromApi, toApi } from "../shape";

const comparisons = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
] as const;

const dimensionList = (dimensions: Record<string, string>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
const dimensionMap = (
  dimensions: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined,
) => Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name ?? "", Value ?? ""]));

const request = (inputs: Bag): PutMetricAlarmCommandInput => ({
  AlarmName: need(inputs, "name"),
  AlarmDescription: str(inputs.alarmDescription),
  ActionsEnabled: bool(inputs.actionsEnabled) ?? true,
  AlarmActions: strings(inputs.alarmActions),
  OKActions: strings(inputs.okActions),
  InsufficientDataActions: strings(inputs.insufficientDataActions),
  ComparisonOperator: need(inputs, "comparisonOperator") as (typeof comparisons)[number],
  EvaluationPeriods: num(inputs.evaluationPeriods),
  DatapointsToAlarm: num(inputs.datapointsToAlarm),
  Threshold: inputs.thresholdMetricId === undefined ? (num(inputs.threshold) ?? 0) : undefined,
  ThresholdMetricId: str(inputs.thresholdMetricId),
  TreatMissingData: str(inputs.treatMissingData),
  MetricName: str(inputs.metricName),
  Namespace: str(inputs.namespace),
  Period: num(inputs.period),
  Statistic: str(inputs.statistic) as "Average" | undefined,
  ExtendedStatistic: str(inputs.extendedStatistic),
  Unit: str(inputs.unit) as "Count" | undefined,
  EvaluateLowSampleCountPercentile: str(inputs.evaluateLowSampleCountPercentiles),
  ...(inputs.metricQueries === undefined
    ? { Dimensions: dimensionList(map(inputs.dimensions)) }
    : {
        Metrics: bags(inputs.metricQueries).map((query) => ({
          ...(toApi({ ...query, metric: undefined }) as { Id: string }),
          ...(query.metric === undefined
            ? {}
            : {
                MetricStat: {
                  Metric: {
                    MetricName: str(bag(query.metric).metricName),
                    Namespace: str(bag(query.metric).namespace),
                    Dimensions: dimensionList(map(bag(query.metric).dimensions)),
                  },
                  Period: num(bag(query.metric).period),
                  Stat: str(bag(query.metric).stat),
                  Unit: str(bag(query.metric).unit) as "Count" | undefined,
                },
              }),
        })),
      }),
});

const put = async (inputs: Bag, call: AwsCall, tags: Record<string, string>): Promise<void> => {
  const Tags = tagList(tags);
  await (
    await cloudwatch(call)
  ).putMetricAlarm(
    { ...request(inputs), ...(Tags.length === 0 ? {} : { Tags }) },
    { abortSignal: call.signal },
  );
};

export const metricAlarm = aws({
  token: "aws:cloudwatch/metricAlarm:MetricAlarm",
  description: "A CloudWatch alarm on a metric.",
  status: "simulated",
  inputs: {
    ...fixed({ name: text("Name of the alarm.") }),
    comparisonOperator: text("How the metric is compared.", { required: true, allowed: comparisons }),
    evaluationPeriods: integer("Periods that are compared.", { required: true }),
    datapointsToAlarm: integer("Periods that must breach."),
    threshold: decimal("Value compared with."),
    thresholdMetricId: text("Query that gives the threshold."),
    treatMissingData: text("What a missing value is.", {
      default: "missing",
      allowed: ["missing", "ignore", "breaching", "notBreaching"],
    }),
    metricName: text("Metric."),
    namespace: text("Namespace of the metric."),
    dimensions: textMap("Dimensions of the metric."),
    period: integer("Length of a period in seconds."),
    statistic: text("Statistic of a period."),
    extendedStatistic: text("Percentile of a period."),
    unit: text("Unit of the metric."),
    evaluateLowSampleCountPercentiles: text("What few samples mean for a percentile.", { computed: true }),
    metricQueries: list("Queries instead of one metric.", {
      id: text("Name in expressions.", { required: true }),
      accountId: text("Account of the metric."),
      expression: text("Expression."),
      label: text("Label."),
      period: integer("Length of a period in seconds."),
      returnData: flag("Whether this is the value compared."),
      metric: block("Metric.", {
        metricName: text("Metric.", { required: true }),
        namespace: text("Namespace."),
        dimensions: textMap("Dimensions."),
        period: integer("Length of a period in seconds.", { required: true }),
        stat: text("Statistic.", { required: true }),
        unit: text("Unit."),
      }),
    }),
    actionsEnabled: flag("Whether actions run.", { default: true }),
    alarmDescription: text("What the alarm is for."),
    alarmActions: texts("Called on alarm."),
    okActions: texts("Called when it ends."),
    insufficientDataActions: texts("Called when there is too little data."),
  },
  unsupported: ["evaluationCriteria", "evaluationInterval", "warmUpConfiguration"],
  outputs: { arn: text("ARN.") },
  naming: { property: "name", longest: 255 },
  tagging: {
    set: async (_id, tags, call, { arn }) =>
      (await cloudwatch(call)).tagResource({ ResourceARN: str(arn), Tags: tagList(tags) }),
    remove: async (_id, TagKeys, call, { arn }) =>
      (await cloudwatch(call)).untagResource({ ResourceARN: str(arn), TagKeys }),
  },
  async create(inputs, call) {
    await put(inputs, call, map(inputs.tags));
    return need(inputs, "name");
  },
  async read(id, call) {
    const client = await cloudwatch(call);
    const page = await client.describeAlarms(
      { AlarmNames: [id], AlarmTypes: ["MetricAlarm"] },
      { abortSignal: call.signal },
    );
    const [seen] = page.MetricAlarms ?? [];
    if (seen === undefined) return undefined;
    const { Tags } = await client.listTagsForResource({ ResourceARN: seen.AlarmArn });
    return {
      name: id,
      arn: seen.AlarmArn,
      comparisonOperator: seen.ComparisonOperator,
      evaluationPeriods: seen.EvaluationPeriods,
      datapointsToAlarm: seen.DatapointsToAlarm,
      threshold: seen.Threshold,
      thresholdMetricId: seen.ThresholdMetricId,
      treatMissingData: seen.TreatMissingData ?? "missing",
      metricName: seen.MetricName,
      namespace: seen.Namespace,
      dimensions: dimensionMap(seen.Dimensions),
      period: seen.Period,
      statistic: seen.Statistic,
      extendedStatistic: seen.ExtendedStatistic,
      unit: seen.Unit,
      evaluateLowSampleCountPercentiles: seen.EvaluateLowSampleCountPercentile,
      metricQueries: (seen.Metrics ?? []).map(({ MetricStat, ...query }) => ({
        ...bag(fromApi(query)),
        ...(MetricStat === undefined
          ? {}
          : {
              metric: {
                ...bag(fromApi({ ...MetricStat.Metric, Dimensions: undefined })),
                dimensions: dimensionMap(MetricStat.Metric?.Dimensions),
                period: MetricStat.Period,
                stat: MetricStat.Stat,
                unit: MetricStat.Unit,
              },
            }),
      })),
      actionsEnabled: seen.ActionsEnabled ?? true,
      alarmDescription: seen.AlarmDescription,
      alarmActions: seen.AlarmActions ?? [],
      okActions: seen.OKActions ?? [],
      insufficientDataActions: seen.InsufficientDataActions ?? [],
      tags: tagMap(Tags),
    };
  },
  async update(_id, { news }, call) {
    await put(news, call, {});
    return undefined;
  },
  async delete(id, _state, call) {
    await unlessGone((await cloudwatch(call)).deleteAlarms({ AlarmNames: [id] }));
  },
});
