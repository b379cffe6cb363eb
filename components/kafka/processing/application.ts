import {
  bucketArn,
  flinkPolicy,
  flinkProgramProperties,
  flinkPropertyGroup,
  flinkTrust,
  hashOf,
  physicalName,
  policyJson,
} from "../../../blueprints";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as kinesisanalyticsv2 from "@pulumi/aws/kinesisanalyticsv2";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { currentPlace, type PlaceOutput } from "../../place";
import { PluginBucket } from "../plugin/bucket";
import { FlinkAlarms } from "./alarms";
import type { ManagedFlink, StreamProcessorArgs } from "./args";
import { fileHash, runnerJar } from "./code";
import { namesOf, programOf } from "./plan";

/** Version of Flink the runner is built and tested with. */
export const flinkRuntime = "FLINK-2_2";

export interface FlinkNodes {
  readonly bucket?: PluginBucket;
  readonly code: s3.BucketObjectv2;
  readonly log: cloudwatch.LogGroup;
  readonly logStream: cloudwatch.LogStream;
  readonly role: iam.Role;
  readonly policy: iam.RolePolicy;
  readonly application: kinesisanalyticsv2.Application;
  readonly alarms: FlinkAlarms;
}

interface Parts {
  readonly name: string;
  readonly prefix: string;
  readonly place: PlaceOutput;
  readonly flink: ManagedFlink;
  readonly args: StreamProcessorArgs;
}

/** One application of Managed Service for Apache Flink with what it needs. Made by a {@link StreamProcessor}. */
export class FlinkApplication extends FloeComponent {
  /** Known at preview. */
  readonly applicationName: string;
  readonly applicationArn: pulumi.Output<string>;
  readonly nodes: FlinkNodes;

  constructor(
    name: string,
    job: string,
    prefix: string,
    args: StreamProcessorArgs,
    flink: ManagedFlink,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("floe:kafka:FlinkApplication", name, { job, runtime: flinkRuntime }, opts);
    this.applicationName = physicalName("flinkApplication", [prefix]);
    const parts = {
      name: this.applicationName,
      prefix,
      place: args.place ?? currentPlace(this),
      flink,
      args,
    };
    const { bucket, code } = this.#code(parts);
    const { log, logStream } = this.#log(parts);
    const { role, policy } = this.#role(parts, job, code, log, logStream);
    const properties = pulumi
      .all([flink.cluster.bootstrapServers, pulumi.all([...(args.sql ?? [])])])
      .apply(([servers, sql]) => flinkProgramProperties(programOf(job, args, flink, servers, sql).text));
    const application = this.child(
      kinesisanalyticsv2.Application,
      "application",
      {
        name: this.applicationName,
        description: `SQL job ${job}`,
        runtimeEnvironment: flinkRuntime,
        serviceExecutionRole: role.arn,
        applicationConfiguration: {
          ...configuration(parts, code),
          environmentProperties: {
            propertyGroups: [{ propertyGroupId: flinkPropertyGroup, propertyMap: properties }],
          },
        },
        cloudwatchLoggingOptions: { logStreamArn: logStream.arn },
        startApplication: flink.start ?? true,
      },
      { transform: args.transform?.application, opts: { dependsOn: [policy] } },
    );
    const alarms = new FlinkAlarms(
      this.childName("alarms"),
      {
        namePrefix: prefix,
        applicationName: application.name,
        alarmTopicArn: args.alarmTopicArn,
        transform: args.transform?.alarm,
      },
      this.within(),
    );
    this.applicationArn = application.arn;
    this.nodes = { ...(bucket && { bucket }), code, log, logStream, role, policy, application, alarms };
    this.registerOutputs({ applicationName: this.applicationName });
  }

  /** The jar under a name made from its content: the same code is uploaded once, other code is another object. */
  #code({ prefix, place, flink, args }: Parts): { bucket?: PluginBucket; code: s3.BucketObjectv2 } {
    const path = flink.code?.jar ?? runnerJar() ?? "";
    const bucket =
      flink.code?.bucket === undefined
        ? new PluginBucket(
            this.childName("store"),
            {
              name: place.apply(({ accountId, region }) =>
                physicalName("bucket", [prefix, hashOf([accountId, region])]),
              ),
              transform: args.transform?.bucket,
            },
            this.within(),
          )
        : undefined;
    const hash = fileHash(path);
    const code = this.child(
      s3.BucketObjectv2,
      "code",
      {
        bucket: bucket?.bucketName ?? flink.code?.bucket ?? "",
        key: `flink/${hash}.jar`,
        source: new pulumi.asset.FileAsset(path),
        sourceHash: hash,
        contentType: "application/java-archive",
      },
      { transform: args.transform?.code },
    );
    return { ...(bucket && { bucket }), code };
  }

  #log({ name, flink, args }: Parts): { log: cloudwatch.LogGroup; logStream: cloudwatch.LogStream } {
    const log = this.child(
      cloudwatch.LogGroup,
      "log",
      { name: `/aws/kinesis-analytics/${name}`, retentionInDays: flink.logRetentionDays ?? 30 },
      { transform: args.transform?.log },
    );
    const logStream = this.child(cloudwatch.LogStream, "log-stream", {
      name: streamName,
      logGroupName: log.name,
    });
    return { log, logStream };
  }

  #role(
    { prefix, name, place, flink, args }: Parts,
    job: string,
    code: s3.BucketObjectv2,
    log: cloudwatch.LogGroup,
    logStream: cloudwatch.LogStream,
  ): { role: iam.Role; policy: iam.RolePolicy } {
    const role = this.child(
      iam.Role,
      "role",
      {
        name: physicalName("role", [prefix, "flink"]),
        description: `Managed Flink application ${name}`,
        assumeRolePolicy: place.apply(({ accountId }) => policyJson(flinkTrust(accountId))),
      },
      { transform: args.transform?.role },
    );
    const { cluster } = flink;
    const document = pulumi
      .all([place, code.bucket, code.key, log.name, logStream.name, cluster.clusterArn, flink.code?.keyArn])
      .apply(([known, bucket, codeKey, logGroup, stream, clusterArn, keyArn]) =>
        policyJson(
          flinkPolicy({
            place: known,
            bucketArn: bucketArn(known, bucket),
            codeKey,
            ...(keyArn === undefined ? {} : { keyArn }),
            logGroup,
            logStream: stream,
            ...(cluster.auth === "iam" && clusterArn !== undefined
              ? { kafka: { clusterArn, ...namesOf(job, args, flink) } }
              : {}),
          }),
        ),
      );
    const policy = this.child(
      iam.RolePolicy,
      "policy",
      { name: "flink", role: role.name, policy: document },
      { transform: args.transform?.policy },
    );
    return { role, policy };
  }
}

const streamName = "application";

type Configuration = Omit<
  NonNullable<pulumi.Unwrap<kinesisanalyticsv2.ApplicationArgs["applicationConfiguration"]>>,
  "environmentProperties"
>;

/** All but the SQL. */
function configuration({ flink, place }: Parts, code: s3.BucketObjectv2) {
  const { capacity = {}, state = {}, network } = flink;
  const interval = (flink.checkpointSeconds ?? 10) * 1000;
  return {
    applicationCodeConfiguration: {
      codeContentType: "ZIPFILE",
      codeContent: {
        s3ContentLocation: {
          bucketArn: pulumi.all([place, code.bucket]).apply(([known, bucket]) => bucketArn(known, bucket)),
          fileKey: code.key,
        },
      },
    },
    applicationSnapshotConfiguration: { snapshotsEnabled: state.snapshots ?? true },
    flinkApplicationConfiguration: {
      checkpointConfiguration: {
        configurationType: "CUSTOM",
        checkpointingEnabled: true,
        checkpointInterval: interval,
        minPauseBetweenCheckpoints: Math.min(5000, interval / 2),
      },
      monitoringConfiguration: {
        configurationType: "CUSTOM",
        logLevel: flink.logLevel ?? "INFO",
        metricsLevel: flink.metrics ?? "APPLICATION",
      },
      parallelismConfiguration: {
        configurationType: "CUSTOM",
        parallelism: capacity.parallelism ?? 1,
        parallelismPerKpu: capacity.tasksPerKpu ?? 1,
        autoScalingEnabled: capacity.autoscaling ?? false,
      },
    },
    runConfiguration: {
      applicationRestoreConfiguration: {
        applicationRestoreType:
          state.onUpdate === "discard" ? "SKIP_RESTORE_FROM_SNAPSHOT" : "RESTORE_FROM_LATEST_SNAPSHOT",
      },
      flinkRunConfiguration: { allowNonRestoredState: state.allowLost ?? false },
    },
    vpcConfiguration: {
      subnetIds: [...network.subnetIds],
      securityGroupIds: [...network.securityGroupIds],
    },
  } satisfies Partial<Record<keyof Configuration, unknown>>;
}
