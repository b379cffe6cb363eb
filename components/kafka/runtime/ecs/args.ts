import { checkInteger, ecrRepositoryArn, type KafkaConfig, type Problems } from "../../../../blueprints";
import type * as appautoscaling from "@pulumi/aws/appautoscaling";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as ecs from "@pulumi/aws/ecs";
import type * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../../../component";

/** Images that are public. By version: pass `name@sha256:...` to pin what is in them, too. */
export const publicImages = {
  /** Apache Kafka's own, on Alpine. */
  worker: "apache/kafka:4.1.2",
  /** Python and AWS's client, as Lambda has them. */
  helper: "public.ecr.aws/lambda/python:3.13",
} as const;

export interface EcsSettings {
  /** ARN of a cluster of ECS. Default: one is made, without charge. */
  readonly cluster?: { readonly existing: { readonly arn: pulumi.Input<string>; readonly name: string } };
  /**
   * Image with Kafka's distribution under /opt/kafka or KAFKA_HOME, and bash. Default: apache/kafka:4.1.2. The Snowflake
   * sink from 4.0 on needs one with glibc.
   */
  readonly image?: string;
  /** Image with Python 3.10 or newer and boto3, for what runs beside the worker. Default: public.ecr.aws/lambda/python:3.13. */
  readonly helperImage?: string;
  /** CPU units of a task: 1024 are one vCPU. Default: 1024, about 30 USD a month with 2 GB. */
  readonly cpu?: 512 | 1024 | 2048 | 4096;
  /** Memory of a task in MiB. Default: 2048. */
  readonly memoryMb?: number;
  /**
   * Tasks at least, and at most as load comes. Default: 1 to 1. A source has one task of Connect: a second worker only
   * stands by, and takes over in seconds instead of a minute.
   */
  readonly workers?: { readonly min: number; readonly max: number };
  /** Share of CPU in percent that scaling aims at. Default: 60. */
  readonly cpuTarget?: number;
  /** Further settings of workers. */
  readonly workerSettings?: KafkaConfig;
  /** Rules of Prometheus' JMX exporter, where the plugin holds its agent: its `floe_` samples become metrics. */
  readonly jmxConfig?: string;
  /** Any text. A deployment that ECS took back is not tried again until this or the content changes. Default: none. */
  readonly retryTrigger?: string;
  /** Whether CloudWatch watches containers one by one, which costs by metric. Default: false. */
  readonly containerInsights?: boolean;
  readonly transform?: {
    readonly cluster?: Transform<ecs.ClusterArgs>;
    readonly role?: Transform<iam.RoleArgs>;
    readonly executionRole?: Transform<iam.RoleArgs>;
    readonly log?: Transform<cloudwatch.LogGroupArgs>;
    readonly taskDefinition?: Transform<ecs.TaskDefinitionArgs>;
    readonly service?: Transform<ecs.ServiceArgs>;
    readonly scalingTarget?: Transform<appautoscaling.TargetArgs>;
    readonly scalingPolicy?: Transform<appautoscaling.PolicyArgs>;
  };
}

/** Memory that Fargate has for each size of CPU, in GiB: least, most, and the step between. */
const memories: Readonly<Record<number, readonly [number, number, number]>> = {
  512: [1, 4, 1],
  1024: [2, 8, 1],
  2048: [4, 16, 1],
  4096: [8, 30, 1],
};

/** @param internet whether workers can fetch images from public registries. */
export function checkEcs(problems: Problems, settings: EcsSettings, internet: boolean): void {
  const { cpu = 1024, memoryMb = 2048, workers } = settings;
  const [least, most, step] = memories[cpu] ?? [0, 0, 1];
  problems.require(
    most > 0,
    "cpu",
    `must be one of ${Object.keys(memories).join(", ")}, not ${String(cpu)}`,
    "use 1024",
  );
  problems.require(
    most === 0 || (memoryMb % (1024 * step) === 0 && memoryMb >= least * 1024 && memoryMb <= most * 1024),
    "memoryMb",
    `must be from ${least * 1024} to ${most * 1024} in steps of 1024 with cpu ${cpu}, not ${memoryMb}`,
    `use ${Math.max(2048, least * 1024)}`,
  );
  checkInteger(problems, "workers.min", workers?.min, { min: 1, max: 50, unit: "tasks" });
  checkInteger(problems, "workers.max", workers?.max, { min: workers?.min ?? 1, max: 50, unit: "tasks" });
  checkInteger(problems, "cpuTarget", settings.cpuTarget, { min: 10, max: 90, unit: "percent" });
  for (const [argument, image] of [
    ["image", settings.image ?? publicImages.worker],
    ["helperImage", settings.helperImage ?? publicImages.helper],
  ] as const) {
    problems.require(
      /^[a-z0-9][a-z0-9._:/-]*(@sha256:[0-9a-f]{64})?$/i.test(image),
      argument,
      `"${image}" is no name of an image`,
      "write registry/name:version",
    );
    problems.require(
      internet || ecrRepositoryArn("aws", image) !== undefined,
      argument,
      `is ${image}, which nothing reaches without internet`,
      "copy it to a repository of ECR, and name that",
    );
  }
}
