import type * as pulumi from "@pulumi/pulumi";

/** Where connectors run. */
export type ConnectPlace = "ecs" | "mskConnect" | "existing";

/** Which way rows flow: from Snowflake into topics, or from topics into Snowflake. */
export type ConnectorKind = "source" | "sink";

/** Where workers find one secret of a connector. Never its value: that does not pass through here. */
export interface ConnectorSecret {
  /** Name of the secret in Secrets Manager: placeholders carry it, so it is known. */
  readonly secretName: string;
  readonly secretArn: pulumi.Input<string>;
  /** Key in the secret's JSON, of letters, digits, _ and -. */
  readonly key: string;
  /**
   * Number that changes with what is in the secret: workers on ECS read it when they start, and start anew with another
   * number. Default: none, they go on with what they have read.
   */
  readonly version?: pulumi.Input<number>;
  /** KMS key of the secret. Default: AWS's own, which needs no permission. */
  readonly keyArn?: pulumi.Input<string> | undefined;
  /** Secrets of the same key that workers may be taken back to, such as a key pair's other slot. Default: none. */
  readonly otherArns?: readonly pulumi.Input<string>[];
}

/** Secrets by the name of the environment variable that holds them on ECS: `SNOWFLAKE_PRIVATE_KEY`. */
export type ConnectorSecrets = Readonly<Record<string, ConnectorSecret>>;

/** One connector, ready to run: what a worker is given, and what its rights are derived from. */
export interface ConnectorSpec {
  /**
   * Name in Connect, and so its identity: its position, group and transactions hang on it. Letters, digits, `.`, `_` and
   * `-`. Never change it for a connector that has run.
   */
  readonly name: string;
  readonly kind: ConnectorKind;
  /**
   * Its configuration, such as `kafkaSourceConfig` and `kafkaSinkConfig` make it. Secrets are placeholders, which
   * {@link ConnectRuntime.placeholder} writes.
   */
  readonly config: Readonly<Record<string, pulumi.Input<string>>>;
  /** What the placeholders stand for. Default: none. */
  readonly secrets?: ConnectorSecrets;
  /** Topics a source writes, or a sink reads. */
  readonly topics: readonly string[];
  /** Where a sink's bad records go. Default: none. */
  readonly deadLetterTopic?: string;
  /** A source's own topic of positions. Default: `<name>.offsets`. */
  readonly offsetsTopic?: string;
  /** Glue registry of its converters. Default: none. */
  readonly glue?: { readonly registryArn: pulumi.Input<string>; readonly register: boolean };
}

/** A connector that was deployed and, unless its `name` is still unknown, seen to run with the configuration given. */
export interface RunningConnector {
  readonly place: ConnectPlace;
  /** Its name, known once it runs with exactly its configuration. */
  readonly connectorName: pulumi.Output<string>;
  /** What has to be there for it to run: for `dependsOn`. */
  readonly resources: readonly pulumi.Resource[];
  /** Where its workers log. Undefined for workers of others. */
  readonly logGroupName?: pulumi.Output<string>;
  /** Role its workers have. Undefined for workers of others. */
  readonly roleArn?: pulumi.Output<string>;
  /** Group of its workers on ECS: its metrics have it as `Group`. */
  readonly group?: string;
  /** ECS service that runs it, for metrics and scaling. */
  readonly service?: {
    readonly clusterName: pulumi.Output<string>;
    readonly serviceName: pulumi.Output<string>;
  };
  /** Connector of MSK Connect: metrics have its name as `ConnectorName`. */
  readonly connectorArn?: pulumi.Output<string>;
  /** REST API of workers that existed. */
  readonly connectUrl?: pulumi.Output<string>;
}

/** Runs connectors. What differs between the places they may run in stays behind it. */
export interface ConnectorRunner {
  /** Where connectors of a kind run. */
  placeOf(kind: ConnectorKind): ConnectPlace;
  /**
   * Text that the workers replace by a secret when they start the connector. `variable` is the name under which
   * {@link ConnectorSpec.secrets} lists the secret.
   */
  placeholder(kind: ConnectorKind, variable: string, secret?: ConnectorSecret): string;
  /**
   * Deploys a connector. `name` is the logical name; children get it as the begin of theirs. The component that calls
   * passes itself as `opts.parent`.
   *
   * @throws InvalidArguments for a connector that this place cannot run.
   */
  connector(name: string, spec: ConnectorSpec, opts?: pulumi.ComponentResourceOptions): RunningConnector;
}
