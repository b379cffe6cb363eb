import type { AwsCredentials } from "../../aws/contract";
import type { Cloud } from "../state/cloud";

/** Alarms of a deployment, seen with the permissions of the model's role, as the service sees them. */
export class Alarms {
  private constructor(
    private readonly describe: () => Promise<{ name: string; firing: boolean }[]>,
    private readonly names: readonly string[],
  ) {}

  static async open(cloud: Cloud, credentials: AwsCredentials, names: readonly string[]): Promise<Alarms> {
    const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
    const { endpoint, region } = cloud.upstream;
    const client = new CloudWatchClient({ endpoint, region, credentials, maxAttempts: 2 });
    const command = () =>
      new DescribeAlarmsCommand({
        AlarmNames: [...names],
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      });
    return new Alarms(async () => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(command());
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue }) => ({
        name: AlarmName ?? "",
        firing: StateValue === "ALARM",
      }));
    }, names);
  }

  /** Names of those in alarm. @throws Error for one that does not exist. */
  async firing(): Promise<string[]> {
    if (this.names.length === 0) return [];
    const found = await this.describe();
    const missing = this.names.filter((name) => !found.some((alarm) => alarm.name === name));
    if (missing.length > 0)
      throw new Error(`The deployment's alarms ${missing.join(", ")} do not exist or cannot be described.`);
    return found.filter(({ firing }) => firing).map(({ name }) => name);
  }
}
