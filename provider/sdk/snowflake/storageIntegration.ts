import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

export interface StorageIntegrationArgs {
  /** Name of the integration, taken literally. Another name replaces it. */
  readonly name: pulumi.Input<string>;
  /** `s3://bucket/path/` locations stages may use. Changed in place. */
  readonly allowedLocations: pulumi.Input<pulumi.Input<string>[]>;
  /** Locations within the allowed ones that stages may not use. Changed in place. */
  readonly blockedLocations?: pulumi.Input<pulumi.Input<string>[]>;
  /** Role Snowflake assumes. May be named before it exists: Snowflake assumes it only when a stage is used. */
  readonly roleArn: pulumi.Input<string>;
  /** Id the role's trust demands. Pinned, so that the trust survives even a replacement of the integration. */
  readonly externalId: pulumi.Input<string>;
  /** Default: true. */
  readonly enabled?: pulumi.Input<boolean>;
  readonly comment?: pulumi.Input<string>;
  /** `bucket-owner-full-control` gives the bucket's owner what Snowflake writes into another account. Default: none. */
  readonly objectAcl?: pulumi.Input<"bucket-owner-full-control">;
  /** Role that creates and owns the integration. Default: the connection's; it needs CREATE INTEGRATION on the account. */
  readonly role?: pulumi.Input<string>;
}

const outputs = ["iamUserArn", "hiddenId"] as const;

/**
 * A storage integration for S3 that is created once and then altered in place, never replaced by CREATE OR REPLACE:
 * stages hold its hidden id and would be cut off.
 *
 * @see Snowflake documentation, "CREATE STORAGE INTEGRATION"
 */
export class StorageIntegration extends NativeResource {
  declare readonly name: pulumi.Output<string>;
  /** ARN of the IAM user Snowflake assumes the role with: the principal of the role's trust. */
  declare readonly iamUserArn: pulumi.Output<string>;
  declare readonly externalId: pulumi.Output<string>;
  declare readonly allowedLocations: pulumi.Output<string[]>;
  /** Changes when the integration is created anew: stages and pipes made on the old one must then be made again. */
  declare readonly hiddenId: pulumi.Output<string>;

  constructor(
    name: string,
    args: StorageIntegrationArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super("floe:snowflake:StorageIntegration", name, args, outputs, opts);
  }

  /** An integration that exists, by its name. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): StorageIntegration {
    return new StorageIntegration(name, undefined, { ...opts, id });
  }
}
