import { document, fixed, flag, integer, text, type Table } from "../../common/properties";
import { map, need } from "../../common/values";
import { attributesOf, propertiesOf } from "../attributes";
import { sqs } from "../clients";
import { aws } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const settings: Table = {
  delaySeconds: integer("Seconds before a message may be received.", { default: 0 }),
  maxMessageSize: integer("Largest message in bytes.", { computed: true }),
  messageRetentionSeconds: integer("Seconds a message is kept.", { default: 345600 }),
  receiveWaitTimeSeconds: integer("Seconds a receive waits for messages.", { default: 0 }),
  visibilityTimeoutSeconds: integer("Seconds a received message stays hidden.", { default: 30 }),
  policy: document("Queue policy.", { computed: true }),
  redrivePolicy: document("Where failed messages go.", { computed: true }),
  redriveAllowPolicy: document("Which queues may use this one for failed messages.", { computed: true }),
  kmsMasterKeyId: text("Key for encryption at rest."),
  kmsDataKeyReusePeriodSeconds: integer("Seconds a data key is reused.", { computed: true }),
  sqsManagedSseEnabled: flag("Whether the service's own keys encrypt.", { computed: true }),
  contentBasedDeduplication: flag("Whether a FIFO queue finds duplicates by content.", { default: false }),
  deduplicationScope: text("Scope of finding duplicates.", { computed: true }),
  fifoThroughputLimit: text("What the throughput limit of a FIFO queue is for.", { computed: true }),
};
const names = {
  delaySeconds: "DelaySeconds",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  visibilityTimeoutSeconds: "VisibilityTimeout",
  policy: "Policy",
  redrivePolicy: "RedrivePolicy",
  redriveAllowPolicy: "RedriveAllowPolicy",
  kmsMasterKeyId: "KmsMasterKeyId",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  fifoThroughputLimit: "FifoThroughputLimit",
};
const onlyFifo = new Set(["ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"]);
const applicable = (attributes: Record<string, string>, fifo: boolean): Record<string, string> =>
  fifo ? attributes : Object.fromEntries(Object.entries(attributes).filter(([name]) => !onlyFifo.has(name)));

export const queue = aws({
  token: "aws:sqs/queue:Queue",
  description: "An SQS queue.",
  status: "simulated",
  inputs: {
    ...fixed({
      name: text("Name of the queue."),
      namePrefix: text("Beginning of the automatic name."),
      fifoQueue: flag("Whether the queue keeps the order.", { default: false }),
    }),
    ...settings,
  },
  outputs: { arn: text("ARN."), url: text("URL.") },
  naming: {
    property: "name",
    prefix: "namePrefix",
    longest: 80,
    ending: (inputs) => (inputs.fifoQueue === true ? ".fifo" : ""),
  },
  check: (inputs) => documentProblems(inputs, "policy", "redrivePolicy", "redriveAllowPolicy"),
  tagging: {
    set: async (QueueUrl, Tags, call) => (await sqs(call)).tagQueue({ QueueUrl, Tags }),
    remove: async (QueueUrl, TagKeys, call) => (await sqs(call)).untagQueue({ QueueUrl, TagKeys }),
  },
  async create(inputs, call) {
    const fifo = inputs.fifoQueue === true;
    const client = await sqs(call);
    const Attributes = {
      ...applicable(attributesOf(names, inputs), fifo),
      ...(fifo ? { FifoQueue: "true" } : {}),
    };
    const made = await afterPropagation(call.signal, () =>
      client.createQueue(
        { QueueName: need(inputs, "name"), Attributes, tags: map(inputs.tags) },
        { abortSignal: call.signal },
      ),
    );
    if (made.QueueUrl === undefined) throw new Error("SQS made a queue without a URL");
    return made.QueueUrl;
  },
  async read(QueueUrl, call) {
    const client = await sqs(call);
    const on = { abortSignal: call.signal };
    const seen = await orAbsent(client.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] }, on));
    if (seen?.Attributes === undefined) return undefined;
    const { Tags } = await client.listQueueTags({ QueueUrl }, on);
    const name = QueueUrl.split("/").at(-1) ?? "";
    const found = propertiesOf(names, settings, seen.Attributes);
    return {
      ...found,
      contentBasedDeduplication: found.contentBasedDeduplication ?? false,
      name,
      url: QueueUrl,
      arn: seen.Attributes.QueueArn,
      fifoQueue: name.endsWith(".fifo"),
      tags: Tags ?? {},
    };
  },
  async update(QueueUrl, { changed, news }, call) {
    const client = await sqs(call);
    const Attributes = applicable(attributesOf(names, news, changed), news.fifoQueue === true);
    if (Object.keys(Attributes).length === 0) return undefined;
    await afterPropagation(call.signal, () => client.setQueueAttributes({ QueueUrl, Attributes }));
    return undefined;
  },
  async delete(QueueUrl, _state, call) {
    await unlessGone((await sqs(call)).deleteQueue({ QueueUrl }));
  },
});
