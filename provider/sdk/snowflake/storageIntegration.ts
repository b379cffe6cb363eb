import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

export interface StorageIntegrationArgs {
  /**
   * Name of the integration, taken literally. Snowflake cannot rename one: another name replaces it, and stages must
   * then name the new one.
   */
  readonly name: pulumi.Input<string>;
  /**
   * `s3://bucket/path/` locations stages may use, at least one; `*` for every bucket the role reaches. `s3gov://` and
   * `s3china://` in those partitions. Changed in place.
   */
  readonly allowedLocations: pulumi.Input<pulumi.Input<string>[]>;
  /** Locations within the allowed ones that stages may not use. Changed in place. Default: none. */
  readonly blockedLocations?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * ARN of the IAM role Snowflake assumes; it tells the partition too. May be named before it exists: Snowflake
   * assumes it only when a stage is used.
   */
  readonly roleArn: pulumi.Input<string>;
  /**
   * Id the role's trust demands, 2 to 1224 letters, digits or `+ = , . @ : / -`. Pinned, so that the trust survives
   * even a replacement of the integration. Default: made once from randomness and kept.
   */
  readonly externalId?: pulumi.Input<string>;
  /** Whether stages may use it. Default: true. */
  readonly enabled?: pulumi.Input<boolean>;
  /** Default: none. */
  readonly comment?: pulumi.Input<string>;
  /** `bucket-owner-full-control` gives the bucket's owner what Snowflake writes into another account. Default: none. */
  readonly objectAcl?: pulumi.Input<"bucket-owner-full-control">;
  /**
   * Reaches S3 through a private endpoint of the Snowflake account (Business Critical edition; provision it first with
   * `SYSTEM$PROVISION_PRIVATELINK_ENDPOINT`). Default: false.
   */
  readonly usePrivatelinkEndpoint?: pulumi.Input<boolean>;
  /**
   * Qualified names of stages this integration keeps associated, such as `DB.SCHEMA.STAGE`. A stage holds the
   * integration's hidden id: when somebody makes the integration anew, it is cut off (error 003139), `refresh` shows
   * it missing here and the next deployment associates it again. Stages that do not exist yet are passed over. Needs
   * the stages' ownership. Default: none.
   */
  readonly stages?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Role that creates and owns the integration. Another role gets its ownership, grants stay. Default: the
   * connection's; it needs CREATE INTEGRATION on the account.
   */
  readonly role?: pulumi.Input<string>;
}

const outputs = ["iamUserArn", "hiddenId"] as const;

/**
 * A storage integration for S3 that is created once and then altered in place, never replaced by CREATE OR REPLACE:
 * stages hold its hidden id and would be cut off.
 *
 * Costs nothing. Needs: CREATE INTEGRATION on the account; afterwards the ownership it gets with it.
 *
 * @see Snowflake documentation, "CREATE STORAGE INTEGRATION"
 */
export class StorageIntegration extends NativeResource {
  declare readonly name: pulumi.Output<string>;
  /** ARN of the IAM user Snowflake assumes the role with: the principal of the role's trust. */
  declare readonly iamUserArn: pulumi.Output<string>;
  /** The pinned external id: the condition of the role's trust. */
  declare readonly externalId: pulumi.Output<string>;
  declare readonly allowedLocations: pulumi.Output<string[]>;
  /** Changes when the integration is created anew: stages and pipes made on the old one must then be made again. */
  declare readonly hiddenId: pulumi.Output<string>;

  constructor(
    name: string,
    args: StorageIntegrationArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    // Declared, so that a default the provider makes is an output at once.
    super("floe:snowflake:StorageIntegration", name, { externalId: undefined, ...args }, outputs, opts);
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
