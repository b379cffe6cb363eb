import { block, text } from "../../common/properties";
import { bag, need } from "../../common/values";
import { bucketSetting } from "./setting";

const states = ["Enabled", "Suspended", "Disabled"] as const;

export const bucketVersioning = bucketSetting({
  token: "aws:s3/bucketVersioning:BucketVersioning",
  description: "Versioning of a bucket.",
  inputs: {
    versioningConfiguration: block(
      "The versioning wanted.",
      {
        status: text("Enabled, Suspended, or Disabled (only on a bucket never versioned).", {
          required: true,
          allowed: states,
        }),
      },
      { required: true },
    ),
  },
  unsupported: ["expectedBucketOwner", "mfa"],
  async write(client, Bucket, inputs, on) {
    const status = need(bag(inputs.versioningConfiguration), "status");
    if (status === "Disabled") return;
    await client.putBucketVersioning(
      { Bucket, VersioningConfiguration: { Status: status === "Enabled" ? "Enabled" : "Suspended" } },
      on,
    );
  },
  async read(client, Bucket, on) {
    const answer = await client.getBucketVersioning({ Bucket }, on);
    return { versioningConfiguration: { status: answer.Status ?? "Disabled" } };
  },
  async remove(client, Bucket, on, inputs) {
    if (bag(inputs.versioningConfiguration).status === "Disabled") return;
    await client.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } }, on);
  },
});
