import type { CloudWatchClient, MetricDatum } from "@aws-sdk/client-cloudwatch";
import { messageOf } from "../front/errors";
import type { Cloud } from "../state/cloud";

/** How long data is gathered before it is sent. The service sends once a minute. */
const gatherMs = 500;

/** Sends what CloudWatch knows of an endpoint's requests, so that alarms on real errors and latency fire. */
export class InvocationMetrics {
  private pending: MetricDatum[] = [];
  private timer: NodeJS.Timeout | undefined;
  private client: Promise<CloudWatchClient> | undefined;

  constructor(private readonly cloud: Cloud) {}

  note(endpoint: string, variant: string, status: number, milliseconds: number): void {
    const Dimensions = [
      { Name: "EndpointName", Value: endpoint },
      { Name: "VariantName", Value: variant },
    ];
    const Timestamp = new Date();
    const count = (MetricName: string, Value: number): MetricDatum => ({
      MetricName,
      Dimensions,
      Timestamp,
      Value,
      Unit: "Count",
    });
    this.pending.push(
      count("Invocations", 1),
      count("Invocation4XXErrors", status >= 400 && status < 500 ? 1 : 0),
      count("Invocation5XXErrors", status >= 500 ? 1 : 0),
      { MetricName: "ModelLatency", Dimensions, Timestamp, Value: milliseconds * 1000, Unit: "Microseconds" },
    );
    this.timer ??= setTimeout(() => void this.send(), gatherMs).unref();
  }

  private async send(): Promise<void> {
    this.timer = undefined;
    const data = this.pending;
    this.pending = [];
    if (this.cloud.stopping) return;
    try {
      const { PutMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
      const client = await this.connect();
      // A request holds at most 1,000 values.
      for (let at = 0; at < data.length; at += 1000)
        await client.send(
          new PutMetricDataCommand({ Namespace: "AWS/SageMaker", MetricData: data.slice(at, at + 1000) }),
        );
    } catch (error) {
      this.cloud.log(`SageMaker: metrics were not sent: ${messageOf(error)}`);
    }
  }

  private connect(): Promise<CloudWatchClient> {
    const { endpoint, region, credentials } = this.cloud.upstream;
    this.client ??= import("@aws-sdk/client-cloudwatch").then(
      (sdk) => new sdk.CloudWatchClient({ endpoint, region, credentials, maxAttempts: 2 }),
    );
    return this.client;
  }
}
