import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

/** How the provider signs in to the worker's REST API. */
export interface ConnectAuth {
  /** Default: the provider's `connectUser` signs in by `basic` where it is set; else `none`. */
  readonly kind?: pulumi.Input<"none" | "basic" | "bearer">;
  /** User of `basic`. Default: the provider's `connectUser`. */
  readonly username?: pulumi.Input<string>;
  /** Its password. Default: the provider's `connectPassword`. */
  readonly password?: pulumi.Input<string>;
  /** Token of `bearer`. */
  readonly token?: pulumi.Input<string>;
}

export interface ConnectorArgs {
  /**
   * Name of the connector: part of its consumer group, its transactions and the key of a source's position. Another name
   * replaces it, and the new one begins anew.
   */
  readonly name: pulumi.Input<string>;
  /**
   * Address of a worker's REST API. Another address of the same workers changes nothing; one of another Kafka cluster is
   * refused. Default: the provider's `connectUrl`, else `KAFKA_CONNECT_URL`.
   */
  readonly url?: pulumi.Input<string>;
  /**
   * The whole configuration but `name`; changed in place. Give secrets as placeholders of the worker's config providers,
   * such as `${env:PASSWORD}`: Connect keeps what stands here readable in its config topic.
   */
  readonly config: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Default: `RUNNING`. `PAUSED` keeps tasks and their resources, `STOPPED` ends them (Kafka 3.5 and newer). */
  readonly state?: pulumi.Input<"RUNNING" | "PAUSED" | "STOPPED">;
  /** How the provider signs in. Default: as its configuration says, else not at all. */
  readonly auth?: pulumi.Input<ConnectAuth>;
  /**
   * Lets a worker check the configuration before it is written, which may open connections to what the connector uses.
   * Default: true.
   */
  readonly validate?: pulumi.Input<boolean>;
  /**
   * Waits until connector and tasks run steadily for three seconds, and fails with a failed task's own words. Default: true.
   */
  readonly awaitRunning?: pulumi.Input<boolean>;
  /** How long an operation waits for the worker and for the tasks. Default: 300. */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /** A change of one restarts connector and tasks: after a secret behind a placeholder has changed. Default: none. */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
}

const outputs = ["type", "tasks", "kafkaClusterId"];

/**
 * A connector on Kafka Connect workers, by their REST API. What is in force is read back after every change, and a
 * difference fails. A connector of its name that exists already is taken over only when its configuration is just the
 * declared one, as one that a cut-off deployment has left; else it must be imported.
 *
 * Deleting it leaves a source's position and a sink's consumer group: one of the same name goes on from there.
 *
 * Costs: none itself; workers, and what the connector uses.
 *
 * @see Apache Kafka documentation, "Kafka Connect: REST API"
 */
export class Connector extends NativeResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string | undefined>;
  declare readonly config: pulumi.Output<Record<string, string>>;
  declare readonly state: pulumi.Output<string>;
  /** `source` or `sink`. */
  declare readonly type: pulumi.Output<string>;
  /** How many tasks it has. */
  declare readonly tasks: pulumi.Output<number>;
  /** Kafka's id of the cluster the workers belong to. */
  declare readonly kafkaClusterId: pulumi.Output<string>;

  constructor(name: string, args: ConnectorArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    // Declared, so that a default the provider makes is an output at once.
    super("floe:kafka:Connector", name, { url: undefined, state: undefined, ...args }, outputs, opts);
  }

  /** A connector that exists: its name, or `http://host:8083/connectors/name`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}): Connector {
    return new Connector(name, undefined, { ...opts, id });
  }
}
