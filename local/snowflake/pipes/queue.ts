import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { GetTopicAttributesCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import type { AwsAccess } from "../core/account";
import { SnowflakeError } from "../core/errors";
import { snowflakeUserArn } from "../stages/identity";
import { allowsSubscribe } from "./topic-policy";

const NAME = "sf-snowpipe-AIDAFLOELOCAL-floe";
const ACCOUNT = "000000000000";

/** Seconds a received message stays hidden while its files are noted. */
const HIDDEN = 30;
/** Seconds a poll waits for a message. */
const WAIT = 5;

export const queueArn = (region: string): string => `arn:aws:sqs:${region}:${ACCOUNT}:${NAME}`;

/** The account's queue for Snowpipe, which all of its pipes share: buckets and topics send their events to it. */
export class PipeQueue {
  private url: Promise<string> | undefined;
  private client: SQSClient | undefined;

  constructor(private readonly aws: () => Promise<AwsAccess | undefined>) {}

  private async access(): Promise<AwsAccess> {
    const aws = await this.aws();
    if (aws === undefined)
      throw new SnowflakeError(
        "091003",
        "55000",
        "AUTO_INGEST needs a local AWS, and the local Snowflake was started without one.",
      );
    return aws;
  }

  async arn(): Promise<string> {
    return queueArn((await this.access()).region);
  }

  /** Creates the queue if need be and answers its URL. */
  private ensure(): Promise<string> {
    this.url ??= this.create().catch((error: unknown) => {
      this.url = undefined;
      throw error;
    });
    return this.url;
  }

  async open(): Promise<void> {
    await this.ensure();
  }

  private async create(): Promise<string> {
    const aws = await this.access();
    this.client ??= new SQSClient({
      endpoint: aws.endpoint,
      region: aws.region,
      credentials: aws.credentials,
    });
    const { QueueUrl } = await this.client.send(new CreateQueueCommand({ QueueName: NAME }));
    if (QueueUrl === undefined) throw new Error(`the local AWS created no queue ${NAME}`);
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: ["s3.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com"] },
          Action: "sqs:SendMessage",
          Resource: queueArn(aws.region),
        },
      ],
    });
    await this.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    return QueueUrl;
  }

  /** Subscribes the queue to a topic whose policy lets the Snowflake account's user do so. */
  async subscribe(topicArn: string): Promise<void> {
    await this.ensure();
    const aws = await this.access();
    const sns = new SNSClient({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
    const user = snowflakeUserArn();
    try {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
      if (!allowsSubscribe(Attributes?.["Policy"], user, topicArn))
        throw new SnowflakeError(
          "091041",
          "55000",
          `Failed to subscribe to the SNS topic '${topicArn}': User: ${user} is not authorized to perform: SNS:Subscribe on resource: ${topicArn}. Add the statement that SYSTEM$GET_AWS_SNS_IAM_POLICY('${topicArn}') answers to the topic's policy.`,
        );
      await sns.send(
        new SubscribeCommand({
          TopicArn: topicArn,
          Protocol: "sqs",
          Endpoint: queueArn(aws.region),
          ReturnSubscriptionArn: true,
        }),
      );
    } catch (error) {
      if (error instanceof SnowflakeError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new SnowflakeError(
        "091041",
        "55000",
        `Failed to subscribe to the SNS topic '${topicArn}': ${reason}`,
      );
    } finally {
      sns.destroy();
    }
  }

  /** Waits a little for messages. */
  async receive(signal: AbortSignal): Promise<readonly Message[]> {
    const QueueUrl = await this.ensure();
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: WAIT,
      VisibilityTimeout: HIDDEN,
    });
    const answer = await this.client?.send(command, { abortSignal: signal });
    return answer?.Messages ?? [];
  }

  async done(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const QueueUrl = await this.ensure();
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await this.client?.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }

  close(): void {
    this.client?.destroy();
  }
}
