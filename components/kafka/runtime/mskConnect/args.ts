import { checkInteger, type KafkaConfig, type Problems } from "../../../../blueprints";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import type * as mskconnect from "@pulumi/aws/mskconnect";
import type * as floe from "../../../../provider/sdk";
import type { Transform } from "../../../component";

export interface MskConnectSettings {
  /** Version of Kafka Connect. Default: 3.7.x. */
  readonly version?: string;
  /**
   * Workers at least, and at most as load comes. Default: 1 to 2. The same number: they stay as many, and `tasks.max` holds;
   * while they scale, MSK Connect sets `tasks.max` itself, to twice the workers' MCUs.
   */
  readonly workers?: { readonly min: number; readonly max: number };
  /** MCUs of a worker, each one vCPU and 4 GiB: 1, 2, 4 or 8. Default: 1, about 0.11 USD an hour. */
  readonly mcus?: 1 | 2 | 4 | 8;
  /** Shares of CPU in percent at which a worker is taken away or added. Default: 20 and 80. */
  readonly scaleAt?: { readonly in: number; readonly out: number };
  /** Further settings of workers, among those MSK Connect takes. */
  readonly workerSettings?: KafkaConfig;
  /** Longest wait for a connector to run, seconds. Default: 3600: one alone takes up to half an hour. */
  readonly timeoutSeconds?: number;
  readonly transform?: {
    readonly role?: Transform<iam.RoleArgs>;
    readonly log?: Transform<cloudwatch.LogGroupArgs>;
    readonly workerConfiguration?: Transform<mskconnect.WorkerConfigurationArgs>;
    readonly connector?: Transform<mskconnect.ConnectorArgs>;
    readonly proof?: Transform<floe.kafka.MskConnectorConfigurationArgs>;
  };
}

export function checkMskConnect(problems: Problems, settings: MskConnectSettings): void {
  const { version, workers, mcus, scaleAt } = settings;
  problems.require(
    version === undefined || /^\d+\.\d+\.(\d+|x)$/.test(version),
    "version",
    `"${String(version)}" is no version of MSK Connect`,
    "write 3.7.x",
  );
  checkInteger(problems, "workers.min", workers?.min, { min: 1, max: 10, unit: "workers" });
  checkInteger(problems, "workers.max", workers?.max, { min: workers?.min ?? 1, max: 10, unit: "workers" });
  problems.require(
    mcus === undefined || [1, 2, 4, 8].includes(mcus),
    "mcus",
    `must be 1, 2, 4 or 8, not ${String(mcus)}`,
    "use 1",
  );
  checkInteger(problems, "scaleAt.in", scaleAt?.in, { min: 1, max: 100, unit: "percent" });
  checkInteger(problems, "scaleAt.out", scaleAt?.out, {
    min: (scaleAt?.in ?? 0) + 1,
    max: 100,
    unit: "percent",
  });
}
