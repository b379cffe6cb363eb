import {
  kafkaExecutionPolicy,
  kafkaTaskContainers,
  kafkaWorkerTrust,
  physicalName,
  policyJson,
} from "../../../../blueprints";
import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../../component";
import { currentPlace } from "../../../place";
import type { KafkaCluster } from "../../cluster";
import type { AwsConnect, AwsConnector } from "../aws/args";
import { readable, readObject, workerPolicy } from "../aws/role";
import { publicImages } from "./args";
import { deployedService } from "./proof";
import { keeperScripts } from "./scripts";
import { taskSecrets, workerSettings } from "./worker";

/** Cluster of ECS that tasks run in. */
export interface EcsPlace {
  readonly arn: pulumi.Input<string>;
  readonly clusterName: pulumi.Output<string>;
}

export interface EcsConnectorArgs extends AwsConnector {
  readonly cluster: KafkaCluster;
  readonly aws: AwsConnect;
  readonly ecs: EcsPlace;
}

/**
 * A connector on workers of its own, as a service of ECS on Fargate. A deployment stops the old workers before it starts
 * new ones: both read one configuration, and an old worker would not have the new one's secrets. It counts as done only
 * when a worker was seen to run the connector as declared, and is taken back otherwise.
 */
export class EcsConnector extends FloeComponent {
  /** Name, known once it runs with exactly its configuration. */
  readonly connectorName: pulumi.Output<string>;
  readonly serviceName: string;
  readonly nodes: {
    readonly role: iam.Role;
    readonly rolePolicy: iam.RolePolicy;
    readonly executionRole: iam.Role;
    readonly executionPolicy: iam.RolePolicy;
    readonly log: cloudwatch.LogGroup;
    readonly taskDefinition: ecs.TaskDefinition;
    readonly service: ecs.Service;
    readonly scalingTarget?: appautoscaling.Target;
    readonly scalingPolicy?: appautoscaling.Policy;
  };
  /** Group of its workers in Kafka: never another for the same connector, whose transactions it fences. */
  readonly group: string;

  constructor(name: string, args: EcsConnectorArgs, opts?: pulumi.ComponentResourceOptions) {
    const { spec, prefix } = args;
    const workers = args.aws.ecs?.workers ?? { min: 1, max: 1 };
    super("floe:kafka:EcsConnector", name, { connector: spec.name, kind: spec.kind, workers }, opts);
    this.group = physicalName("kafkaGroup", [prefix, spec.name]);
    this.serviceName = physicalName("ecs", [prefix, spec.name]);
    const log = this.child(
      cloudwatch.LogGroup,
      "log",
      { name: `/floe/kafka-connect/${this.group}`, retentionInDays: args.aws.logRetentionDays ?? 30 },
      { transform: args.aws.ecs?.transform?.log },
    );
    const { role, rolePolicy } = this.#role(args);
    const { executionRole, executionPolicy } = this.#executionRole(args, log);
    const taskDefinition = this.#taskDefinition(args, role, executionRole, log);
    const service = this.#service(args, taskDefinition, [rolePolicy, executionPolicy]);
    const scaling = workers.max > workers.min ? this.#scaling(args, service, workers) : {};
    this.nodes = {
      role,
      rolePolicy,
      executionRole,
      executionPolicy,
      log,
      taskDefinition,
      service,
      ...scaling,
    };
    this.connectorName = deployedService(this, args.ecs.arn, service, taskDefinition).apply(() => spec.name);
    this.registerOutputs({ connectorName: this.connectorName });
  }

  #role(args: EcsConnectorArgs): { readonly role: iam.Role; readonly rolePolicy: iam.RolePolicy } {
    const { spec, prefix, plugin, cluster } = args;
    const place = currentPlace(this);
    const role = this.child(
      iam.Role,
      "role",
      {
        name: physicalName("role", [prefix, spec.name]),
        description: `Kafka Connect ${spec.name}`,
        assumeRolePolicy: place.apply(({ accountId }) => policyJson(kafkaWorkerTrust("ecs", accountId))),
      },
      { transform: args.aws.ecs?.transform?.role },
    );
    const policy = workerPolicy({
      cluster,
      spec,
      group: this.group,
      // ECS reads secrets for the worker, with the other role.
      secrets: [],
      further: [
        pulumi
          .all([place, plugin.bucketName, plugin.key])
          // All of the plugin's own folder: a deployment that is taken back runs the zip before this one.
          .apply(([known, bucket, key]) => readObject(known, bucket, key.replace(/[^/]*$/, "*"))),
      ],
    });
    return {
      role,
      rolePolicy: this.child(iam.RolePolicy, "role-policy", {
        name: "connector",
        role: role.name,
        policy: policy ?? "",
      }),
    };
  }

  #executionRole(
    args: EcsConnectorArgs,
    log: cloudwatch.LogGroup,
  ): { readonly executionRole: iam.Role; readonly executionPolicy: iam.RolePolicy } {
    const { spec, prefix, aws, cluster } = args;
    const place = currentPlace(this);
    const executionRole = this.child(
      iam.Role,
      "execution-role",
      {
        name: physicalName("role", [prefix, spec.name, "start"]),
        description: `ECS starts Kafka Connect ${spec.name}`,
        assumeRolePolicy: place.apply(({ accountId }) => policyJson(kafkaWorkerTrust("ecs", accountId))),
      },
      { transform: aws.ecs?.transform?.executionRole },
    );
    const secrets = readable(Object.values(taskSecrets(cluster, aws, spec)));
    const policy = pulumi
      .all([place, log.arn, secrets.secretArns, secrets.keyArns])
      .apply(([{ partition }, logGroupArn, secretArns, keyArns]) =>
        policyJson(
          kafkaExecutionPolicy({
            partition,
            logGroupArn,
            secretArns,
            keyArns,
            images: [aws.ecs?.image ?? publicImages.worker, aws.ecs?.helperImage ?? publicImages.helper],
          }),
        ),
      );
    const executionPolicy = this.child(iam.RolePolicy, "execution-policy", {
      name: "start",
      role: executionRole.name,
      policy,
    });
    return { executionRole, executionPolicy };
  }

  #taskDefinition(
    args: EcsConnectorArgs,
    role: iam.Role,
    executionRole: iam.Role,
    log: cloudwatch.LogGroup,
  ): ecs.TaskDefinition {
    const { spec, cluster, aws, plugin } = args;
    const { cpu = 1024, memoryMb = 2048, image, helperImage, jmxConfig, retryTrigger } = aws.ecs ?? {};
    const scripts = keeperScripts();
    const places = Object.entries(taskSecrets(cluster, aws, spec));
    const secrets = pulumi
      .all(places.map(([, { secretArn }]) => secretArn))
      .apply((arns) =>
        Object.fromEntries(
          places.map(([variable, { key }], index) => [variable, `${arns[index] ?? ""}:${key}::`]),
        ),
      );
    const versions = pulumi.all(
      Object.fromEntries(
        places.flatMap(([variable, { version }]): [string, pulumi.Input<number>][] =>
          version === undefined ? [] : [[variable, version]],
        ),
      ),
    );
    const zip = pulumi.all([plugin.bucketName, plugin.key, plugin.objectVersion, plugin.sha256]);
    const containerDefinitions = pulumi
      .all([currentPlace(this), cluster.bootstrapServers, log.name, secrets, versions, zip, spec.config])
      .apply(
        ([{ region }, servers, logGroup, arns, secretVersions, [bucket, key, version, sha256], config]) =>
          JSON.stringify(
            kafkaTaskContainers({
              image: image ?? publicImages.worker,
              helperImage: helperImage ?? publicImages.helper,
              region,
              logGroup,
              settings: workerSettings(cluster, aws, this.group, spec.kind, servers),
              connectors: { [spec.name]: config },
              plugin: { bucket, key, version, sha256 },
              secrets: arns,
              secretVersions,
              heapMb: Math.round(memoryMb * 0.6),
              port: aws.network.restPort,
              scripts,
              ...(jmxConfig === undefined ? {} : { jmxConfig }),
              ...(retryTrigger === undefined ? {} : { retryTrigger }),
            }),
          ),
      );
    return this.child(
      ecs.TaskDefinition,
      "task",
      {
        family: this.serviceName,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(cpu),
        memory: String(memoryMb),
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
        taskRoleArn: role.arn,
        executionRoleArn: executionRole.arn,
        volumes: [{ name: "floe" }],
        containerDefinitions,
      },
      { transform: aws.ecs?.transform?.taskDefinition },
    );
  }

  #service(
    { aws, ecs: place }: EcsConnectorArgs,
    taskDefinition: ecs.TaskDefinition,
    policies: readonly pulumi.Resource[],
  ): ecs.Service {
    const { workers = { min: 1, max: 1 }, transform } = aws.ecs ?? {};
    return this.child(
      ecs.Service,
      "service",
      {
        name: this.serviceName,
        cluster: place.arn,
        taskDefinition: taskDefinition.arn,
        launchType: "FARGATE",
        desiredCount: workers.min,
        deploymentMinimumHealthyPercent: 0,
        deploymentMaximumPercent: 100,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        waitForSteadyState: true,
        enableExecuteCommand: false,
        propagateTags: "SERVICE",
        networkConfiguration: {
          subnets: [...aws.network.subnetIds],
          securityGroups: [aws.network.workersGroupId],
          assignPublicIp: false,
        },
      },
      {
        transform: transform?.service,
        opts: {
          dependsOn: [...policies],
          // Three tasks that never get healthy take half an hour until ECS goes back: AWS's provider would not wait for it.
          customTimeouts: { create: "45m", update: "45m" },
          ...(workers.max > workers.min ? { ignoreChanges: ["desiredCount"] } : {}),
        },
      },
    );
  }

  #scaling(
    { aws, ecs: place }: EcsConnectorArgs,
    service: ecs.Service,
    workers: { readonly min: number; readonly max: number },
  ): { readonly scalingTarget: appautoscaling.Target; readonly scalingPolicy: appautoscaling.Policy } {
    const scalingTarget = this.child(
      appautoscaling.Target,
      "scaling-target",
      {
        serviceNamespace: "ecs",
        scalableDimension: "ecs:service:DesiredCount",
        resourceId: pulumi.interpolate`service/${place.clusterName}/${service.name}`,
        minCapacity: workers.min,
        maxCapacity: workers.max,
      },
      { transform: aws.ecs?.transform?.scalingTarget },
    );
    const scalingPolicy = this.child(
      appautoscaling.Policy,
      "scaling-policy",
      {
        name: `${this.serviceName}-cpu`,
        policyType: "TargetTrackingScaling",
        serviceNamespace: scalingTarget.serviceNamespace,
        scalableDimension: scalingTarget.scalableDimension,
        resourceId: scalingTarget.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: aws.ecs?.cpuTarget ?? 60,
          // Each change moves tasks between workers: rarely, then.
          scaleInCooldown: 900,
          scaleOutCooldown: 300,
          predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        },
      },
      { transform: aws.ecs?.transform?.scalingPolicy },
    );
    return { scalingTarget, scalingPolicy };
  }
}
