import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { SNS } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, it } from "vitest";
import { options, startTestAws, type TestAws } from "./support/aws";

let test: TestAws;
let sns: SNS;
let topic: { readonly TopicArn: string | undefined };
beforeAll(async () => {
  test = await startTestAws();
  sns = new SNS(options(test.aws));
  topic = { TopicArn: (await sns.createTopic({ Name: "alarms" })).TopicArn };
});
afterAll(() => test.end());

const pending = async (SubscriptionArn: string | undefined) =>
  (await sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.PendingConfirmation;

it.each(["email", "email-json"])(
  "leaves a subscription by %s open until it is confirmed",
  async (Protocol) => {
    const mail = { ...topic, Protocol, Endpoint: "on-call@example.com" };
    expect((await sns.subscribe(mail)).SubscriptionArn).toBe("pending confirmation");
    const { SubscriptionArn } = await sns.subscribe({ ...mail, ReturnSubscriptionArn: true });
    expect(SubscriptionArn).toMatch(/^arn:aws:sns:.*:alarms:/);
    expect(await pending(SubscriptionArn)).toBe("true");
  },
);

it("counts what is open apart from what is confirmed", async () => {
  const queue = { ...topic, Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:000000000000:letters" };
  const { SubscriptionArn } = await sns.subscribe(queue);
  expect(await pending(SubscriptionArn)).toBe("false");
  expect((await sns.getTopicAttributes(topic)).Attributes).toMatchObject({
    SubscriptionsPending: "2",
    SubscriptionsConfirmed: "1",
  });
  await expect(sns.subscribe({ ...queue, Endpoint: "letters" })).rejects.toThrow(/not a valid SQS ARN/);
  await expect(sns.subscribe({ ...queue, TopicArn: `${topic.TopicArn ?? ""}x` })).rejects.toThrow(
    /does not exist/,
  );
});

it("ends with the topic", async () => {
  await sns.deleteTopic(topic);
  expect((await sns.listSubscriptions({})).Subscriptions ?? []).toEqual([]);
});

it("lists dashboards by the beginning of their names, with the time of their last change", async () => {
  const cloudwatch = new CloudWatch(options(test.aws));
  for (const DashboardName of ["kafka", "loop"])
    await cloudwatch.putDashboard({ DashboardName, DashboardBody: `{"widgets":[]}` });
  const { DashboardEntries = [] } = await cloudwatch.listDashboards({ DashboardNamePrefix: "ka" });
  expect(DashboardEntries).toMatchObject([{ DashboardName: "kafka", Size: 14 }]);
  const age = Date.now() - (DashboardEntries[0]?.LastModified?.getTime() ?? 0);
  expect(age).toBeLessThan(60_000);
});
