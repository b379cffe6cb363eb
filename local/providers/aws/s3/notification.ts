import type { NotificationConfiguration } from "@aws-sdk/client-s3";
import type { Bag, Value } from "../../../../provider/framework/resource";
import { flag, list, text, texts, type Table } from "../../common/properties";
import { sameValue } from "../../common/same";
import { bags, need, str, strings } from "../../common/values";
import { bucketSetting } from "./setting";

const common: Table = {
  id: text("Name of the configuration; made by the service when left out.", { computed: true }),
  events: texts("Events to send (s3:ObjectCreated:*, ...).", { required: true }),
  filterPrefix: text("Only keys beginning so."),
  filterSuffix: text("Only keys ending so."),
};

const filterOf = (entry: Bag) => {
  const rules = [
    ["prefix", str(entry.filterPrefix)],
    ["suffix", str(entry.filterSuffix)],
  ] as const;
  const given = rules.flatMap(([Name, Value]) =>
    Value === undefined || Value === "" ? [] : [{ Name, Value }],
  );
  return given.length === 0 ? {} : { Filter: { Key: { FilterRules: given } } };
};
const entryOf = (entry: Bag) => ({
  ...(str(entry.id) === undefined ? {} : { Id: need(entry, "id") }),
  Events: strings(entry.events) as "s3:ObjectCreated:*"[],
  ...filterOf(entry),
});

interface Seen {
  Id?: string | undefined;
  Events?: string[] | undefined;
  Filter?:
    | {
        Key?:
          | { FilterRules?: { Name?: string | undefined; Value?: string | undefined }[] | undefined }
          | undefined;
      }
    | undefined;
}
const seenOf = (seen: Seen): Bag => {
  const rule = (name: string) =>
    seen.Filter?.Key?.FilterRules?.find(({ Name }) => Name?.toLowerCase() === name)?.Value;
  return {
    id: seen.Id,
    events: seen.Events ?? [],
    filterPrefix: rule("prefix"),
    filterSuffix: rule("suffix"),
  };
};

/** A name that the service made is no difference, nor is the order of events. */
const normal = (entries: Value): Value =>
  bags(entries).map((entry) => ({ ...entry, id: undefined, events: strings(entry.events).sort() }));

export const bucketNotification = bucketSetting({
  token: "aws:s3/bucketNotification:BucketNotification",
  description: "Where a bucket sends its events. One resource holds all of a bucket's notifications.",
  inputs: {
    eventbridge: flag("Whether events go to EventBridge.", { default: false }),
    queues: list("Queues.", { ...common, queueArn: text("ARN of the queue.", { required: true }) }),
    topics: list("Topics.", { ...common, topicArn: text("ARN of the topic.", { required: true }) }),
    lambdaFunctions: list("Functions.", { ...common, lambdaFunctionArn: text("ARN of the function.") }),
  },
  same: (property, old, value) =>
    property !== "eventbridge" && sameValue(undefined, normal(old), normal(value)),
  write(client, Bucket, inputs, on) {
    const configuration: NotificationConfiguration = {
      ...(inputs.eventbridge === true ? { EventBridgeConfiguration: {} } : {}),
      QueueConfigurations: bags(inputs.queues).map((entry) => ({
        ...entryOf(entry),
        QueueArn: str(entry.queueArn),
      })),
      TopicConfigurations: bags(inputs.topics).map((entry) => ({
        ...entryOf(entry),
        TopicArn: str(entry.topicArn),
      })),
      LambdaFunctionConfigurations: bags(inputs.lambdaFunctions).map((entry) => ({
        ...entryOf(entry),
        LambdaFunctionArn: str(entry.lambdaFunctionArn),
      })),
    };
    return client.putBucketNotificationConfiguration(
      { Bucket, NotificationConfiguration: configuration },
      on,
    );
  },
  async read(client, Bucket, on) {
    const seen = await client.getBucketNotificationConfiguration({ Bucket }, on);
    const queues = (seen.QueueConfigurations ?? []).map((entry) => ({
      ...seenOf(entry),
      queueArn: entry.QueueArn,
    }));
    const topics = (seen.TopicConfigurations ?? []).map((entry) => ({
      ...seenOf(entry),
      topicArn: entry.TopicArn,
    }));
    const lambdaFunctions = (seen.LambdaFunctionConfigurations ?? []).map((entry) => ({
      ...seenOf(entry),
      lambdaFunctionArn: entry.LambdaFunctionArn,
    }));
    return { eventbridge: seen.EventBridgeConfiguration !== undefined, queues, topics, lambdaFunctions };
  },
  remove: (client, Bucket, on) =>
    client.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} }, on),
});
