import type { MetricFilter } from "@aws-sdk/client-cloudwatch-logs";
import type { Bag, Value } from "../../../../provider/framework/resource";
import { fixed, flag, text } from "../../common/properties";
import { sameValue } from "../../common/same";
import { bag, need, str } from "../../common/values";
import { logs } from "../clients";
import { aws, type AwsCall } from "../define";
import { orAbsent, unlessGone } from "../errors";
import {
  canonicalTransformation,
  fromTransformation,
  metricTransformation,
  toTransformation,
  transformationProblems,
} from "./metric-transformation";

/** The id is the name alone; an import says `<log group>:<name>`, for neither may hold a colon. */
const place = (id: string, inputs: Bag | undefined) => {
  const [first = id, second] = id.split(":");
  return second === undefined
    ? { logGroupName: str(inputs?.logGroupName), filterName: id }
    : { logGroupName: first, filterName: second };
};

const find = async (
  { logGroupName, filterName }: ReturnType<typeof place>,
  call: AwsCall,
): Promise<MetricFilter | undefined> => {
  if (logGroupName === undefined)
    throw new Error(`${filterName} is no id to import: write <log group>:<filter>`);
  const client = await logs(call);
  for (let nextToken: string | undefined; ;) {
    const page = await orAbsent(
      client.describeMetricFilters(
        { logGroupName, filterNamePrefix: filterName, nextToken },
        { abortSignal: call.signal },
      ),
    );
    const found = page?.metricFilters?.find((one) => one.filterName === filterName);
    if (found !== undefined || page?.nextToken === undefined) return found;
    nextToken = page.nextToken;
  }
};

const put = async (inputs: Bag, call: AwsCall): Promise<string> => {
  const filterName = need(inputs, "name");
  await (
    await logs(call)
  ).putMetricFilter(
    {
      filterName,
      logGroupName: need(inputs, "logGroupName"),
      filterPattern: need(inputs, "pattern").trim(),
      metricTransformations: [toTransformation(bag(inputs.metricTransformation))],
    },
    { abortSignal: call.signal },
  );
  return filterName;
};

const canonical = (property: string, value: Value): Value => {
  if (property === "pattern") return str(value)?.trim();
  return property === "metricTransformation" ? canonicalTransformation(value) : value;
};

export const logMetricFilter = aws({
  token: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  description: "A filter that makes a metric out of the events of a log group.",
  status: "recorded",
  note: "no metric is made of the events",
  inputs: {
    ...fixed({
      name: text("Name of the filter."),
      logGroupName: text("Group whose events are filtered.", { required: true }),
    }),
    pattern: text("Events that count.", { required: true }),
    metricTransformation,
    applyOnTransformedLogs: flag("Whether transformed events are filtered.", { computed: true }),
  },
  naming: { property: "name", longest: 512 },
  check: (inputs) => [
    ...transformationProblems(bag(inputs.metricTransformation)),
    ...(inputs.applyOnTransformedLogs === true
      ? [{ property: "applyOnTransformedLogs", reason: "needs a log transformer, which no local group has" }]
      : []),
  ],
  same: (property, old, value) => sameValue(undefined, canonical(property, old), canonical(property, value)),
  create: put,
  async read(id, call, prior) {
    const seen = await find(place(id, prior?.inputs ?? {}), call);
    if (seen === undefined) return undefined;
    return {
      id: seen.filterName,
      name: seen.filterName,
      logGroupName: seen.logGroupName,
      pattern: seen.filterPattern,
      applyOnTransformedLogs: seen.applyOnTransformedLogs ?? false,
      metricTransformation: fromTransformation(seen.metricTransformations?.[0]),
    };
  },
  async update(_id, { news }, call) {
    await put(news, call);
    return undefined;
  },
  async delete(id, { inputs }, call) {
    const client = await logs(call);
    await unlessGone(
      client.deleteMetricFilter({ logGroupName: need(inputs, "logGroupName"), filterName: id }),
    );
  },
});
