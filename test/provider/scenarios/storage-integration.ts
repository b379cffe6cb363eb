import type { Scenario } from "../support/scenario";

const inputs = {
  name: "LAKE",
  allowedLocations: ["s3://data-lake/raw/", "s3://data-lake/train/"],
  blockedLocations: ["s3://data-lake/raw/private/"],
  roleArn: "arn:aws:iam::123456789012:role/snowflake",
  externalId: "shop-external-id",
  comment: "of the shop",
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:snowflake:StorageIntegration",
    prepare: ["CREATE WAREHOUSE WH"],
    inputs,
    changed: {
      ...inputs,
      allowedLocations: ["s3://data-lake/raw/", "s3://data-lake/score/"],
      blockedLocations: null,
      enabled: false,
      comment: "of the other shop",
    },
    replaced: { ...inputs, name: "SEA" },
    imported: [],
  },
];
