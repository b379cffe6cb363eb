import { bucketPolicy, policyJson } from "../../../blueprints";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";

export interface PluginBucketArgs {
  readonly name: pulumi.Input<string>;
  readonly transform: Transform<s3.BucketArgs> | undefined;
}

/** A private bucket for plugins: versioned, encrypted, reached by TLS alone. Costs its storage. */
export class PluginBucket extends FloeComponent {
  /** Its name, known once it is guarded. */
  readonly bucketName: pulumi.Output<string>;
  readonly nodes: { readonly bucket: s3.Bucket };

  constructor(name: string, args: PluginBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("floe:kafka:PluginBucket", name, {}, opts);
    const made = this.child(
      s3.Bucket,
      "bucket",
      { bucket: args.name },
      args.transform === undefined ? {} : { transform: args.transform },
    );
    const bucket = made.bucket;
    this.child(s3.BucketOwnershipControls, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const access = this.child(s3.BucketPublicAccessBlock, "access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const versioning = this.child(s3.BucketVersioning, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    const encryption = this.child(s3.BucketServerSideEncryptionConfiguration, "encryption", {
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const policy = this.child(
      s3.BucketPolicy,
      "policy",
      { bucket, policy: made.arn.apply((arn) => policyJson(bucketPolicy(arn))) },
      { opts: { dependsOn: [access] } },
    );
    const guards = [access.bucket, versioning.bucket, encryption.bucket, policy.bucket];
    this.bucketName = pulumi.all([bucket, pulumi.all(guards)]).apply(([named]) => named);
    this.nodes = { bucket: made };
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
