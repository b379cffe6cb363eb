import { setTimeout as sleep } from "node:timers/promises";
import { document, fixed, flag, integer, text, type Table } from "../../common/properties";
import { need, num, str } from "../../common/values";
import { attributesOf, propertiesOf } from "../attributes";
import { sns } from "../clients";
import { aws, type AwsCall } from "../define";
import { documentProblems } from "../documents";
import { afterPropagation, orAbsent, unlessGone } from "../errors";

const protocols = ["application", "email", "email-json", "http", "https", "lambda", "sms", "sqs"];
const settings: Table = {
  filterPolicy: document("Messages that are delivered."),
  filterPolicyScope: text("What the policy looks at.", {
    computed: true,
    allowed: ["MessageAttributes", "MessageBody"],
  }),
  rawMessageDelivery: flag("Whether the message is delivered without an envelope.", { default: false }),
  deliveryPolicy: document("How deliveries over HTTP are retried."),
  redrivePolicy: document("Queue of what could not be delivered."),
};
const names = {
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  rawMessageDelivery: "RawMessageDelivery",
  deliveryPolicy: "DeliveryPolicy",
  redrivePolicy: "RedrivePolicy",
};

const seenOf = async (SubscriptionArn: string, call: AwsCall) => {
  const client = await sns(call);
  const on = { abortSignal: call.signal };
  return (await orAbsent(client.getSubscriptionAttributes({ SubscriptionArn }, on)))?.Attributes;
};

export const topicSubscription = aws({
  token: "aws:sns/topicSubscription:TopicSubscription",
  description: "A subscription to an SNS topic.",
  status: "simulated",
  note: "mails, short messages and pushes are not sent; deliveryPolicy and redrivePolicy are kept without effect",
  inputs: {
    ...fixed({
      topic: text("ARN of the topic.", { required: true }),
      protocol: text("How messages are delivered.", { required: true, allowed: protocols }),
      endpoint: text("Where they are delivered.", { required: true }),
    }),
    ...settings,
    endpointAutoConfirms: flag("Whether an HTTP endpoint confirms by itself.", { default: false }),
    confirmationTimeoutInMinutes: integer("How long an HTTP endpoint may take for it.", { default: 1 }),
  },
  unsupported: ["replayPolicy", "subscriptionRoleArn"],
  outputs: {
    arn: text("ARN."),
    ownerId: text("Account."),
    pendingConfirmation: flag("Whether the endpoint has still to confirm."),
    confirmationWasAuthenticated: flag("Whether its confirmation was signed."),
  },
  check: (inputs, unknown) => [
    ...documentProblems(inputs, "filterPolicy", "deliveryPolicy", "redrivePolicy"),
    ...(inputs.filterPolicyScope !== undefined &&
    inputs.filterPolicy === undefined &&
    !unknown.has("filterPolicy")
      ? [{ property: "filterPolicy", reason: "is required when filterPolicyScope is given" }]
      : []),
  ],
  async create(inputs, call) {
    const client = await sns(call);
    const given = Object.entries(attributesOf(names, inputs)).filter(([, value]) => value !== "false");
    const made = await afterPropagation(call.signal, () =>
      client.subscribe(
        {
          TopicArn: need(inputs, "topic"),
          Protocol: need(inputs, "protocol"),
          Endpoint: need(inputs, "endpoint"),
          Attributes: Object.fromEntries(given),
          ReturnSubscriptionArn: true,
        },
        { abortSignal: call.signal },
      ),
    );
    if (made.SubscriptionArn === undefined) throw new Error("SNS made a subscription without an ARN");
    return made.SubscriptionArn;
  },
  async settle(id, inputs, call) {
    if (inputs.endpointAutoConfirms !== true || !need(inputs, "protocol").startsWith("http")) return;
    const minutes = num(inputs.confirmationTimeoutInMinutes) ?? 1;
    const until = Date.now() + minutes * 60_000;
    while ((await seenOf(id, call))?.PendingConfirmation === "true") {
      if (Date.now() > until)
        throw new Error(
          `${need(inputs, "endpoint")} has not confirmed within ${minutes} minutes: raise ` +
            "confirmationTimeoutInMinutes, or set endpointAutoConfirms to false and confirm by hand",
        );
      await sleep(1_000, undefined, { signal: call.signal });
    }
  },
  async read(id, call) {
    const seen = await seenOf(id, call);
    if (seen === undefined) return undefined;
    const filtered = str(seen.FilterPolicy) !== undefined && !/^\s*(\{\s*\})?$/.test(seen.FilterPolicy ?? "");
    return {
      ...propertiesOf(names, settings, seen),
      ...(filtered
        ? { filterPolicyScope: seen.FilterPolicyScope ?? "MessageAttributes" }
        : { filterPolicy: undefined, filterPolicyScope: undefined }),
      arn: id,
      topic: seen.TopicArn,
      protocol: seen.Protocol,
      endpoint: seen.Endpoint,
      ownerId: seen.Owner,
      pendingConfirmation: seen.PendingConfirmation === "true",
      confirmationWasAuthenticated: seen.ConfirmationWasAuthenticated === "true",
    };
  },
  async update(SubscriptionArn, { changed, news }, call) {
    const client = await sns(call);
    for (const [AttributeName, value] of Object.entries(attributesOf(names, news, changed))) {
      // SNS takes an empty object, not an empty text, for "no filter".
      const AttributeValue = AttributeName === "FilterPolicy" && value === "" ? "{}" : value;
      await client.setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue });
    }
    return undefined;
  },
  async delete(SubscriptionArn, _state, call) {
    await unlessGone((await sns(call)).unsubscribe({ SubscriptionArn }));
  },
});
