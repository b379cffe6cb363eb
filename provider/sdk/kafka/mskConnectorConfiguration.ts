import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

export interface MskConnectorConfigurationArgs {
  /** ARN of the connector. Another one replaces. */
  readonly connectorArn: pulumi.Input<string>;
  /** What was declared for the connector, all of it: what must be in force. */
  readonly config: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** How long to wait until the connector runs; creations and updates take up to half an hour. Default: 3600. */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /** A change of one looks again: after a change that `config` does not show, such as capacity. Default: none. */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
}

const outputs = ["state", "currentVersion", "name"];

/**
 * Proof that a connector of MSK Connect runs with the configuration it was given. MSK Connect may take an update, roll it
 * back and report success: this waits until the connector runs, reads its configuration back, and fails with the names of
 * the keys that differ. What must only start with the right configuration depends on it. It makes and deletes nothing.
 *
 * @see Amazon MSK Connect API, "DescribeConnector"
 */
export class MskConnectorConfiguration extends NativeResource {
  declare readonly connectorArn: pulumi.Output<string>;
  declare readonly config: pulumi.Output<Record<string, string>>;
  /** `RUNNING`, once it was seen. */
  declare readonly state: pulumi.Output<string>;
  /** MSK Connect's version of the connector that was read. */
  declare readonly currentVersion: pulumi.Output<string>;
  /** The connector's name. */
  declare readonly name: pulumi.Output<string>;

  constructor(
    name: string,
    args: MskConnectorConfigurationArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super("floe:kafka:MskConnectorConfiguration", name, args, outputs, opts);
  }

  /** The configuration of a connector that exists, by the connector's ARN. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): MskConnectorConfiguration {
    return new MskConnectorConfiguration(name, undefined, { ...opts, id });
  }
}
