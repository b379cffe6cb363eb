import { physicalName } from "../../../blueprints";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";

export interface FlinkAlarmsArgs {
  readonly namePrefix: string;
  readonly applicationName: pulumi.Input<string>;
  readonly alarmTopicArn: pulumi.Input<string> | undefined;
  readonly transform: Transform<cloudwatch.MetricAlarmArgs> | undefined;
}

interface Watched {
  readonly description: string;
  readonly metricName: string;
  readonly stat: string;
  /** Of the metric, called `m`. */
  readonly expression: string;
  readonly below?: number;
  readonly missing: "breaching" | "notBreaching";
}

/** Totals since the job began: what is new in five minutes counts. `fullRestarts` is no metric of Flink 2.2 any more. */
const watched: Readonly<Record<string, Watched>> = {
  restarts: {
    description: "The job failed and began again",
    metricName: "numRestarts",
    stat: "Maximum",
    expression: "DIFF(m)",
    missing: "notBreaching",
  },
  checkpoints: {
    description: "Checkpoints fail: no result can be seen until one is complete",
    metricName: "numberOfFailedCheckpoints",
    stat: "Maximum",
    expression: "DIFF(m)",
    missing: "notBreaching",
  },
  silence: {
    description: "The application does not run",
    metricName: "KPUs",
    stat: "SampleCount",
    expression: "FILL(m, 0)",
    below: 1,
    missing: "breaching",
  },
};

/** Alarms of one application: it restarts, it cannot checkpoint, it does not run. About 0.10 USD a month each. */
export class FlinkAlarms extends FloeComponent {
  readonly nodes: Readonly<Record<string, cloudwatch.MetricAlarm>>;

  constructor(name: string, args: FlinkAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("floe:kafka:FlinkAlarms", name, {}, opts);
    this.nodes = Object.fromEntries(
      Object.entries(watched).map(([part, each]) => [part, this.#alarm(part, each, args)]),
    );
    this.registerOutputs({});
  }

  #alarm(part: string, each: Watched, args: FlinkAlarmsArgs): cloudwatch.MetricAlarm {
    const { alarmTopicArn } = args;
    return this.child(
      cloudwatch.MetricAlarm,
      part,
      {
        name: physicalName("alarm", [args.namePrefix, "flink", part]),
        alarmDescription: each.description,
        metricQueries: [
          {
            id: "m",
            metric: {
              namespace: "AWS/KinesisAnalytics",
              metricName: each.metricName,
              dimensions: { Application: args.applicationName },
              period: 300,
              stat: each.stat,
            },
          },
          { id: "value", expression: each.expression, label: part, returnData: true },
        ],
        comparisonOperator: each.below === undefined ? "GreaterThanThreshold" : "LessThanThreshold",
        threshold: each.below ?? 0,
        evaluationPeriods: 1,
        treatMissingData: each.missing,
        ...(alarmTopicArn === undefined ? {} : { alarmActions: [alarmTopicArn], okActions: [alarmTopicArn] }),
      },
      { transform: args.transform },
    );
  }
}
