export const example = `import { snowflake } from "floe/sdk";

const exchange = new snowflake.StorageIntegration("exchange", {
  name: "FLIGHTS_S3",
  allowedLocations: ["s3://flights-exchange/raw/", "s3://flights-exchange/train/"],
  roleArn: "arn:aws:iam::123456789012:role/flights-snowflake",
  stages: ["FLIGHTS.RAW.RAW_FILES"],
});

// The role trusts exactly this user with exactly this id.
export const trust = { user: exchange.iamUserArn, externalId: exchange.externalId };
`;
