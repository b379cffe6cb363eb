import {
  checkDeployable,
  checkDeployment,
  deploymentConfig,
  physicalName,
  type DeployedContent,
  type DeploymentSpec,
  type Problems,
} from "../../../blueprints";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";

/** What an endpoint's requests must not be worse than, in any minute. */
export interface GuardLimits {
  /** Share of requests the model fails with a 5XX, percent, more than 0 to 100. Default: not watched. */
  readonly errorPercent?: number;
  /** Milliseconds that 99 of 100 requests must stay below. Default: not watched. */
  readonly p99LatencyMs?: number;
}

/** How an endpoint moves to a new configuration, with alarms that may be outputs of other resources. */
export interface EndpointDeployment extends Omit<DeploymentSpec, "alarms"> {
  /**
   * Names of alarms that take an update back, with those of `guard` at most 10. The models' role must be allowed
   * `cloudwatch:DescribeAlarms` on them. Default: none.
   */
  readonly alarms?: readonly pulumi.Input<string>[];
  /** Makes alarms on errors and latency of the endpoint, and heeds them. About 0.10 USD a month each. Default: none. */
  readonly guard?: GuardLimits;
}

export interface GuardArgs extends GuardLimits {
  namePrefix: string;
  endpointName: string;
  variantName: string;
  transform?: Transform<cloudwatch.MetricAlarmArgs>;
}

/**
 * Alarms that tell a bad model by its requests: failures and latency, over one minute.
 *
 * @see Amazon SageMaker developer guide, "Auto-Rollback Configuration and Monitoring"
 */
export class Guard extends FloeComponent {
  /** Names, known at preview. */
  readonly alarmNames: readonly pulumi.Output<string>[];
  readonly nodes: { readonly errors?: cloudwatch.MetricAlarm; readonly latency?: cloudwatch.MetricAlarm };

  constructor(name: string, args: GuardArgs, opts?: pulumi.ComponentResourceOptions) {
    const { errorPercent, p99LatencyMs } = args;
    super("floe:components:EndpointGuard", name, { errorPercent, p99LatencyMs }, opts);
    // The average of ones and zeros is the share of failed requests.
    const errors =
      errorPercent === undefined
        ? undefined
        : this.#alarm("errors", args, {
            metricName: "Invocation5XXErrors",
            statistic: "Average",
            threshold: errorPercent / 100,
          });
    const latency =
      p99LatencyMs === undefined
        ? undefined
        : this.#alarm("latency", args, {
            metricName: "ModelLatency",
            extendedStatistic: "p99",
            threshold: p99LatencyMs * 1000,
          });
    this.nodes = { ...(errors && { errors }), ...(latency && { latency }) };
    this.alarmNames = [errors, latency].flatMap((alarm) => (alarm === undefined ? [] : [alarm.name]));
    this.registerOutputs({ alarmNames: this.alarmNames });
  }

  #alarm(
    part: string,
    args: GuardArgs,
    metric: Pick<cloudwatch.MetricAlarmArgs, "metricName" | "statistic" | "extendedStatistic" | "threshold">,
  ): cloudwatch.MetricAlarm {
    return this.child(
      cloudwatch.MetricAlarm,
      part,
      {
        name: physicalName("alarm", [args.namePrefix, "endpoint", part]),
        alarmDescription: `Takes an update of endpoint ${args.endpointName} back`,
        namespace: "AWS/SageMaker",
        dimensions: { EndpointName: args.endpointName, VariantName: args.variantName },
        ...metric,
        comparisonOperator: "GreaterThanThreshold",
        period: 60,
        evaluationPeriods: 1,
        // No requests is no failure.
        treatMissingData: "notBreaching",
      },
      { transform: args.transform },
    );
  }
}

/** The deployment with the alarms of its guard. */
export function guarded(
  { alarms = [], guard: _limits, ...spec }: EndpointDeployment,
  guard: Guard | undefined,
): floe.sagemaker.DeploymentConfig {
  const { blueGreenUpdatePolicy, rollingUpdatePolicy } = deploymentConfig(spec);
  const names = [...alarms, ...(guard?.alarmNames ?? [])];
  return {
    ...(blueGreenUpdatePolicy && { blueGreenUpdatePolicy }),
    ...(rollingUpdatePolicy && { rollingUpdatePolicy }),
    ...(names.length > 0 && {
      autoRollbackConfiguration: { alarms: names.map((alarmName) => ({ alarmName })) },
    }),
  };
}

export function checkGuarded(
  problems: Problems,
  deployment: EndpointDeployment | undefined,
  content: DeployedContent,
): void {
  if (deployment === undefined) return;
  const { alarms = [], guard, ...spec } = deployment;
  checkDeployment(problems, spec);
  if (problems.found.length === 0) checkDeployable(problems, deploymentConfig(spec), content);
  const { errorPercent, p99LatencyMs } = guard ?? {};
  problems.require(
    errorPercent === undefined || (errorPercent > 0 && errorPercent < 100),
    "guard.errorPercent",
    `must be more than 0 and less than 100, not ${errorPercent ?? ""}`,
    "choose a share such as 5",
  );
  problems.require(
    p99LatencyMs === undefined || p99LatencyMs > 0,
    "guard.p99LatencyMs",
    `must be more than 0 milliseconds, not ${p99LatencyMs ?? ""}`,
    "choose a latency such as 200",
  );
  const count = alarms.length + Object.values(guard ?? {}).filter((limit) => limit !== undefined).length;
  problems.require(
    count <= 10,
    "alarms",
    `with those of guard there are ${count}, at most 10`,
    "remove some",
  );
}
