import * as pulumi from "@pulumi/pulumi";

export interface StorageIntegrationArgs {
  name: pulumi.Input<string>;
  /** `s3://bucket/prefix/` places stages may point at. */
  allowedLocations: pulumi.Input<pulumi.Input<string>[]>;
  roleArn: pulumi.Input<string>;
  /** External id Snowflake presents to the role. Default: made by Snowflake. */
  externalId?: pulumi.Input<string>;
  /** Default: true. */
  enabled?: pulumi.Input<boolean>;
  comment?: pulumi.Input<string>;
}

/** A Snowflake storage integration with a pinned external id, altered in place and never replaced. */
export class StorageIntegration extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  /** IAM user of the Snowflake account that assumes the role. */
  declare readonly iamUserArn: pulumi.Output<string>;
  declare readonly externalId: pulumi.Output<string>;
  /** Changes when the integration is made anew: stages link to this, not to the name. */
  declare readonly hiddenId: pulumi.Output<string>;

  constructor(name: string, args: StorageIntegrationArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "floe:snowflake:StorageIntegration",
      name,
      { iamUserArn: undefined, hiddenId: undefined, ...args },
      opts,
    );
  }
}
