import type { ConnectorPlugin } from "../../plugin";
import type { ConnectorSecret, ConnectorSpec } from "../runtime";
import type { EcsSettings } from "../ecs/args";
import type { MskConnectSettings } from "../mskConnect/args";
import type * as pulumi from "@pulumi/pulumi";

/** Where workers live, such as {@link KafkaNetwork} makes it. */
export interface WorkerNetwork {
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly workersGroupId: pulumi.Input<string>;
  /** Whether they may go out to the internet, where images are. */
  readonly internet: boolean;
  /** Port of their REST API. */
  readonly restPort: number;
}

/** User of the brokers, where they are signed in to by SCRAM. */
export interface WorkerScram {
  readonly username: ConnectorSecret;
  readonly password: ConnectorSecret;
}

/** Workers that are made for each connector, with its rights and nothing else's. */
export interface AwsConnect {
  readonly network: WorkerNetwork;
  /** What workers load. One is enough where it holds both connectors. */
  readonly plugins: { readonly source?: ConnectorPlugin; readonly sink?: ConnectorPlugin };
  /**
   * Where sources run. Default: ecs, where exactly-once delivery is set as it was tested, and a lost worker's task moves
   * within seconds.
   */
  readonly sources?: "ecs" | "mskConnect";
  /** Where sinks run. Default: mskConnect, which scales by itself. */
  readonly sinks?: "ecs" | "mskConnect";
  /** Needed for brokers with `scram`. */
  readonly scram?: WorkerScram;
  /** Needed for brokers with `mtls`: a PKCS#12 keystore in base64, and its password. On ecs only. */
  readonly mtls?: { readonly keystore: ConnectorSecret; readonly password: ConnectorSecret };
  readonly ecs?: EcsSettings;
  readonly mskConnect?: MskConnectSettings;
  /** Days workers' logs are kept. Default: 30. */
  readonly logRetentionDays?: number;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  readonly namePrefix?: string;
}

/** One connector on its way into AWS. */
export interface AwsConnector {
  readonly spec: ConnectorSpec;
  readonly prefix: string;
  readonly plugin: ConnectorPlugin;
}
