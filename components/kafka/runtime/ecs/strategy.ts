import { secretPlaceholder, type Problems } from "../../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster } from "../../cluster";
import type { AwsConnect, AwsConnector } from "../aws/args";
import { needed } from "../aws/secrets";
import type { ConnectorSecret, ConnectorSpec, RunningConnector } from "../runtime";
import type { ConnectStrategy } from "../strategy";
import { publicImages } from "./args";
import { EcsConnector, type EcsPlace } from "./connector";
import { workerSettings } from "./worker";

/** Runs connectors on Fargate. Each has workers of its own, so that it has its own rights and restarts alone. */
export class EcsStrategy implements ConnectStrategy {
  readonly #cluster: KafkaCluster;
  readonly #aws: AwsConnect;
  readonly #connectorOf: (spec: ConnectorSpec) => AwsConnector;
  readonly #place: () => EcsPlace;

  /** @param place the cluster of ECS, made when the first connector needs it. */
  constructor(
    cluster: KafkaCluster,
    aws: AwsConnect,
    connectorOf: (spec: ConnectorSpec) => AwsConnector,
    place: () => EcsPlace,
  ) {
    this.#cluster = cluster;
    this.#aws = aws;
    this.#connectorOf = connectorOf;
    this.#place = place;
  }

  /** ECS puts it into a variable of the worker. */
  placeholder(variable: string, secret: ConnectorSecret | undefined): string {
    needed(variable, secret);
    return secretPlaceholder({ provider: "env", key: variable });
  }

  check(problems: Problems, spec: ConnectorSpec): void {
    const { auth } = this.#cluster;
    for (const way of ["scram", "mtls"] as const)
      problems.require(
        auth !== way || this.#aws[way] !== undefined,
        `run.aws.${way}`,
        `is required: the brokers sign clients in by ${way}`,
        "pass its secrets",
      );
    const image = this.#aws.ecs?.image ?? publicImages.worker;
    const connectorClass = spec.config["connector.class"];
    problems.require(
      image !== publicImages.worker ||
        typeof connectorClass !== "string" ||
        !connectorClass.includes("SnowflakeStreamingSink"),
      "run.aws.ecs.image",
      `is ${image} on Alpine, and the Snowflake sink from 4.0 on has a library for glibc`,
      "name an image with Kafka on a distribution with glibc, or run sinks on mskConnect",
    );
    // Now, and not when the brokers' addresses are known.
    workerSettings(this.#cluster, this.#aws, "group", spec.kind, "broker:9092");
  }

  run(name: string, spec: ConnectorSpec, opts: pulumi.ComponentResourceOptions): RunningConnector {
    const place = this.#place();
    const connector = new EcsConnector(
      name,
      { ...this.#connectorOf(spec), cluster: this.#cluster, aws: this.#aws, ecs: place },
      opts,
    );
    const { service, log, role } = connector.nodes;
    return {
      place: "ecs",
      connectorName: connector.connectorName,
      resources: [service],
      logGroupName: log.name,
      group: connector.group,
      roleArn: role.arn,
      service: { clusterName: place.clusterName, serviceName: service.name },
    };
  }
}
