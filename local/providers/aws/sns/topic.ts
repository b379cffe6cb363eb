import { document, fixed, flag, integer, text, type Table } from "../../common/properties";
import { map, need, str } from "../../common/values";
import { sns } from "../clients";
import { attributesOf, propertiesOf } from "../attributes";
import { aws, tagList, tagMap } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const settings: Table = {
  displayName: text("Name shown to receivers."),
  policy: document("Topic policy; the service's default when left out.", { computed: true }),
  deliveryPolicy: document("How deliveries are retried."),
  kmsMasterKeyId: text("Key for encryption at rest."),
  contentBasedDeduplication: flag("Whether a FIFO topic finds duplicates by content.", { default: false }),
  signatureVersion: integer("Version of message signatures.", { computed: true }),
  tracingConfig: text("Tracing: PassThrough or Active.", { computed: true }),
};
const names = {
  displayName: "DisplayName",
  policy: "Policy",
  deliveryPolicy: "DeliveryPolicy",
  kmsMasterKeyId: "KmsMasterKeyId",
  contentBasedDeduplication: "ContentBasedDeduplication",
  signatureVersion: "SignatureVersion",
  tracingConfig: "TracingConfig",
};
/** Attributes that the service takes only for FIFO topics. */
const applicable = (attributes: Record<string, string>, fifo: boolean): Record<string, string> =>
  fifo
    ? attributes
    : Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== "ContentBasedDeduplication"));

export const topic = aws({
  token: "aws:sns/topic:Topic",
  description: "An SNS topic.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name of the topic."),
      namePrefix: text("Beginning of the automatic name."),
      fifoTopic: flag("Whether the topic keeps the order.", { default: false }),
    }),
    ...settings,
  },
  unsupported: [
    "applicationFailureFeedbackRoleArn",
    "applicationSuccessFeedbackRoleArn",
    "applicationSuccessFeedbackSampleRate",
    "archivePolicy",
    "fifoThroughputScope",
    "firehoseFailureFeedbackRoleArn",
    "firehoseSuccessFeedbackRoleArn",
    "firehoseSuccessFeedbackSampleRate",
    "httpFailureFeedbackRoleArn",
    "httpSuccessFeedbackRoleArn",
    "httpSuccessFeedbackSampleRate",
    "lambdaFailureFeedbackRoleArn",
    "lambdaSuccessFeedbackRoleArn",
    "lambdaSuccessFeedbackSampleRate",
    "sqsFailureFeedbackRoleArn",
    "sqsSuccessFeedbackRoleArn",
    "sqsSuccessFeedbackSampleRate",
  ],
  outputs: { arn: text("ARN."), owner: text("Account.") },
  naming: {
    property: "name",
    prefix: "namePrefix",
    longest: 256,
    ending: (inputs) => (inputs.fifoTopic === true ? ".fifo" : ""),
  },
  check: (inputs) => documentProblems(inputs, "policy", "deliveryPolicy"),
  tagging: {
    set: async (ResourceArn, tags, call) =>
      (await sns(call)).tagResource({ ResourceArn, Tags: tagList(tags) }),
    remove: async (ResourceArn, TagKeys, call) => (await sns(call)).untagResource({ ResourceArn, TagKeys }),
  },
  async create(inputs, call) {
    const fifo = inputs.fifoTopic === true;
    const client = await sns(call);
    const made = await client.createTopic(
      {
        Name: need(inputs, "name"),
        Attributes: fifo ? { FifoTopic: "true" } : {},
        Tags: tagList(map(inputs.tags)),
      },
      { abortSignal: call.signal },
    );
    if (made.TopicArn === undefined) throw new Error("SNS made a topic without an ARN");
    return made.TopicArn;
  },
  async settle(TopicArn, inputs, call) {
    const client = await sns(call);
    const attributes = applicable(attributesOf(names, inputs), inputs.fifoTopic === true);
    for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
      await afterPropagation(call.signal, () =>
        client.setTopicAttributes({ TopicArn, AttributeName, AttributeValue }),
      );
    }
  },
  async read(TopicArn, call) {
    const client = await sns(call);
    const seen = await orAbsent(client.getTopicAttributes({ TopicArn }, { abortSignal: call.signal }));
    if (seen?.Attributes === undefined) return undefined;
    const tags = await client.listTagsForResource({ ResourceArn: TopicArn }, { abortSignal: call.signal });
    const { Attributes } = seen;
    return {
      ...propertiesOf(names, settings, Attributes),
      name: TopicArn.split(":").at(-1),
      arn: TopicArn,
      owner: Attributes.Owner ?? TopicArn.split(":")[4],
      fifoTopic: Attributes.FifoTopic === "true",
      contentBasedDeduplication: Attributes.ContentBasedDeduplication === "true",
      tags: tagMap(tags.Tags),
    };
  },
  async update(TopicArn, { changed, news }, call) {
    const client = await sns(call);
    const attributes = applicable(attributesOf(names, news, changed), news.fifoTopic === true);
    for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
      await afterPropagation(call.signal, () =>
        client.setTopicAttributes({ TopicArn, AttributeName, AttributeValue }),
      );
    }
    return undefined;
  },
  async delete(TopicArn, _state, call) {
    await unlessGone((await sns(call)).deleteTopic({ TopicArn }));
  },
});

/** The policy that a topic has when nobody gives it one: its own account may use it. */
export const defaultTopicPolicy = (arn: string): string => {
  const account = str(arn.split(":")[4]) ?? "";
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "GetTopicAttributes",
          "SetTopicAttributes",
          "AddPermission",
          "RemovePermission",
          "DeleteTopic",
          "Subscribe",
          "ListSubscriptionsByTopic",
          "Publish",
        ].map((name) => `SNS:${name}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": account } },
      },
    ],
  });
};
