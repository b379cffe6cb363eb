import type { S3 } from "@aws-sdk/client-s3";

/** Deletes every object, version and delete marker of a bucket, a thousand at a time. */
export const emptyBucket = async (client: S3, Bucket: string, signal: AbortSignal): Promise<void> => {
  const on = { abortSignal: signal };
  for (;;) {
    const page = await client.listObjectVersions({ Bucket, MaxKeys: 1000 }, on);
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    const objects = found.flatMap(({ Key, VersionId }) =>
      Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
    );
    if (objects.length === 0) return;
    const answer = await client.deleteObjects({ Bucket, Delete: { Objects: objects, Quiet: true } }, on);
    const [refused] = answer.Errors ?? [];
    if (refused !== undefined)
      throw new Error(`s3://${Bucket}/${refused.Key ?? ""}: ${refused.Message ?? "not deleted"}`);
  }
};
