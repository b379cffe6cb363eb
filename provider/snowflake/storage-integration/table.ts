import type { Property } from "../../framework";

const words = (description: string, extra: Partial<Property> = {}): Property => ({
  type: "string",
  description,
  ...extra,
});
const many = (item: string, description: string, extra: Partial<Property> = {}): Property => ({
  type: "array",
  items: words(item),
  description,
  ...extra,
});

/** Options of documentation, "CREATE STORAGE INTEGRATION", for Amazon S3. */
export const inputs: Readonly<Record<string, Property>> = {
  name: words(
    "Name of the integration, taken literally. Snowflake cannot rename one: another name replaces it, and stages must then name the new one.",
    { required: true, change: "replace" },
  ),
  allowedLocations: many(
    "`s3://bucket/path/`, or `*` for every bucket the role reaches.",
    "Locations stages may use, at least one. `s3gov://` and `s3china://` in those partitions. Order means nothing.",
    { required: true },
  ),
  blockedLocations: many(
    "`s3://bucket/path/`.",
    "Locations within the allowed ones that stages may not use. Order means nothing. Default: none.",
  ),
  roleArn: words(
    "ARN of the IAM role Snowflake assumes; it tells the partition too. It may be named before it exists: Snowflake assumes it only when a stage is used.",
    { required: true },
  ),
  externalId: words(
    "External id the role's trust demands, 2 to 1224 letters, digits or `+ = , . @ : / -`. Pinned, so that the trust survives even a replacement of the integration. Default: made once from randomness and kept.",
  ),
  enabled: {
    type: "boolean",
    description: "Whether stages may use it. Default: true; Snowflake itself has no default.",
    default: true,
  },
  comment: words("Comment. Default: none."),
  objectAcl: words(
    "Access control of the objects Snowflake writes; needed where another account owns the bucket and has not turned ACLs off. Default: none.",
    { allowed: ["bucket-owner-full-control"] },
  ),
  usePrivatelinkEndpoint: {
    type: "boolean",
    description:
      "Reaches S3 through a private endpoint of the Snowflake account (Business Critical edition; provision it first with `SYSTEM$PROVISION_PRIVATELINK_ENDPOINT`). Default: false, through AWS's network by its public names.",
    default: false,
  },
  stages: many(
    "Qualified name, such as `DB.SCHEMA.STAGE`.",
    "Stages this integration keeps associated. A stage holds the integration's hidden id: when somebody makes the integration anew, it is cut off (error 003139), `refresh` shows it missing here and the next deployment associates it again. Stages that do not exist yet are passed over. Needs the stages' ownership. Default: none.",
  ),
  role: words(
    "Role that creates and owns the integration. Another role gets its ownership, grants stay. Default: the connection's role.",
  ),
};

export const outputs: Readonly<Record<string, Property>> = {
  iamUserArn: words(
    "ARN of the IAM user Snowflake assumes the role with: the principal of the role's trust.",
  ),
  hiddenId: words(
    "Changes when the integration is created anew: what was made on the old one must then be associated or made again.",
  ),
};
