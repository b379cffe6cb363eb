import { awsRegistryOf, parseImage } from "../../blueprints";
import { getImageOutput } from "@pulumi/aws/ecr/getImage";
import { getObjectOutput } from "@pulumi/aws/s3/getObject";
import * as pulumi from "@pulumi/pulumi";

/**
 * A version of an image in ECR by its content: the digest its tag stands for now, so that a moved tag trains again.
 * Looked up with `ecr:DescribeImages` at each preview and deployment; an image of AWS's own, which nobody else may ask
 * about, by the tag that is its version; one that names its digest by that.
 *
 * @param uri such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:latest`.
 * @throws Error, as the output fails, when it is not the URI of an image in ECR with a tag or digest.
 */
export function imageDigest(
  uri: pulumi.Input<string>,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<string> {
  return pulumi.output(uri).apply((known): pulumi.Output<string> => {
    const parts = parseImage(known);
    const version = parts?.digest ?? parts?.tag;
    if (parts === undefined || version === undefined)
      throw new Error(`"${known}" is not the URI of an image in ECR with a tag or digest`);
    if (parts.digest !== undefined || awsRegistryOf(parts.account) !== undefined)
      return pulumi.output(version);
    const image = getImageOutput(
      {
        registryId: parts.account,
        repositoryName: parts.repository,
        imageTag: version,
        region: parts.region,
      },
      opts,
    );
    return image.imageDigest;
  });
}

/**
 * A version of data in S3: the object's version in a bucket that keeps versions, else its ETag. Of a training set, name
 * an object that is written last, such as the manifest of an {@link Unload}. Looked up with `s3:GetObject` at each preview
 * and deployment; fails when there is no such object.
 */
export function objectVersion(
  object: {
    /** Name of the bucket, in the provider's region. */
    readonly bucket: pulumi.Input<string>;
    readonly key: pulumi.Input<string>;
  },
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<string> {
  const found = getObjectOutput({ bucket: object.bucket, key: object.key, downloadBody: "false" }, opts);
  return pulumi
    .all([found.versionId, found.etag])
    .apply(([version, etag]) =>
      ["", "null", undefined].includes(version) ? etag.replaceAll('"', "") : version,
    );
}
