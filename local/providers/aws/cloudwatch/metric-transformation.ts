import type { MetricTransformation, StandardUnit } from "@aws-sdk/client-cloudwatch-logs";
import type { Bag, Problem, Value } from "../../../../provider/framework/resource";
import { block, text, textMap } from "../../common/properties";
import { bag, map, need, str } from "../../common/values";

export const metricTransformation = block(
  "Metric that is made.",
  {
    name: text("Metric.", { required: true }),
    namespace: text("Namespace of the metric.", { required: true }),
    value: text("Value of an event: a number or a field.", { required: true }),
    defaultValue: text("Value when no event matches."),
    dimensions: textMap("Fields that are dimensions."),
    unit: text("Unit of the metric.", { default: "None" }),
  },
  { required: true },
);

const standardOf = (metric: Bag): string | undefined => str(metric.defaultValue) || undefined;

export const toTransformation = (metric: Bag): MetricTransformation => {
  const standard = standardOf(metric);
  const dimensions = map(metric.dimensions);
  return {
    metricName: need(metric, "name"),
    metricNamespace: need(metric, "namespace"),
    metricValue: need(metric, "value"),
    unit: (str(metric.unit) ?? "None") as StandardUnit,
    ...(standard === undefined ? {} : { defaultValue: Number(standard) }),
    ...(Object.keys(dimensions).length === 0 ? {} : { dimensions }),
  };
};

export const fromTransformation = (seen: MetricTransformation | undefined): Bag => ({
  name: seen?.metricName,
  namespace: seen?.metricNamespace,
  value: seen?.metricValue,
  defaultValue: seen?.defaultValue === undefined ? undefined : String(seen.defaultValue),
  dimensions: seen?.dimensions,
  unit: seen?.unit ?? "None",
});

/** `0` and `0.0` are one value to the service. */
export const canonicalTransformation = (value: Value): Bag => {
  const standard = standardOf(bag(value));
  return { ...bag(value), defaultValue: standard === undefined ? undefined : String(Number(standard)) };
};

export const transformationProblems = (metric: Bag): Problem[] => {
  const standard = standardOf(metric);
  const dimensions = Object.keys(map(metric.dimensions)).length;
  const rules: readonly (readonly [boolean, string])[] = [
    [Number.isNaN(Number(standard ?? 0)), "has a defaultValue that is no number: write one, such as 0"],
    [standard !== undefined && dimensions > 0, "has both defaultValue and dimensions: leave one out"],
    [dimensions > 3, "has more than 3 dimensions: leave some out"],
  ];
  return rules.flatMap(([broken, reason]) => (broken ? [{ property: "metricTransformation", reason }] : []));
};
