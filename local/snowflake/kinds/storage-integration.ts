import { SnowflakeError, unsupported } from "../core/errors";
import { snowflakeUserArn } from "../stages/identity";
import type { OptionTable } from "../ddl/options";
import { boolean, listOf as list, oneOf, string } from "../ddl/types";
import { describeProperties, INTEGRATION, newExternalId, showIntegrations } from "./integration";
import type { ObjectKind, Properties } from "./kind";
import { listOf, missing, rejected, textOf } from "./values";

const ROLE_ARN = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const LOCATION = /^s3(gov|china)?:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/.*)?$/;

const options: OptionTable = {
  TYPE: oneOf(["EXTERNAL_STAGE"]),
  STORAGE_PROVIDER: oneOf(["S3", "S3GOV", "S3CHINA", "GCS", "AZURE"]),
  STORAGE_AWS_ROLE_ARN: string,
  STORAGE_AWS_EXTERNAL_ID: string,
  STORAGE_AWS_OBJECT_ACL: string,
  USE_PRIVATELINK_ENDPOINT: boolean,
  ENABLED: boolean,
  STORAGE_ALLOWED_LOCATIONS: list(string),
  STORAGE_BLOCKED_LOCATIONS: list(string),
};

function check(properties: Properties): void {
  const holder = { properties };
  for (const name of ["TYPE", "STORAGE_PROVIDER", "ENABLED", "STORAGE_ALLOWED_LOCATIONS"])
    if (properties[name] === undefined) throw missing("STORAGE INTEGRATION", name);
  const provider = textOf(holder, "STORAGE_PROVIDER") ?? "";
  if (provider === "GCS" || provider === "AZURE")
    throw unsupported(`STORAGE_PROVIDER = ${provider} (the local cloud has S3 only)`);
  if (properties["USE_PRIVATELINK_ENDPOINT"] === true) throw unsupported("USE_PRIVATELINK_ENDPOINT = TRUE");
  const arn = textOf(holder, "STORAGE_AWS_ROLE_ARN");
  if (arn === undefined) throw missing("STORAGE INTEGRATION", "STORAGE_AWS_ROLE_ARN");
  if (!ROLE_ARN.test(arn))
    throw rejected(
      `invalid value '${arn}' for property 'STORAGE_AWS_ROLE_ARN': the ARN of an IAM role is needed`,
    );
  const acl = textOf(holder, "STORAGE_AWS_OBJECT_ACL");
  if (acl !== undefined && acl !== "bucket-owner-full-control")
    throw rejected(
      `invalid value '${acl}' for property 'STORAGE_AWS_OBJECT_ACL': only 'bucket-owner-full-control' is allowed`,
    );
  for (const name of ["STORAGE_ALLOWED_LOCATIONS", "STORAGE_BLOCKED_LOCATIONS"])
    checkLocations(name, listOf(holder, name));
}

function checkLocations(name: string, locations: readonly string[]): void {
  if (name === "STORAGE_ALLOWED_LOCATIONS" && locations.length === 0)
    throw missing("STORAGE INTEGRATION", name);
  for (const location of locations)
    if (location !== "*" && !LOCATION.test(location))
      throw new SnowflakeError(
        "002073",
        "22023",
        `SQL compilation error:\nInvalid location '${location}' in ${name}: 's3://<bucket>/<path>/' is needed.`,
      );
}

/** Stages link to it by hidden id: CREATE OR REPLACE breaks them, ALTER does not (Snowflake docs: "CREATE STORAGE INTEGRATION"). */
export const storageIntegration: ObjectKind = {
  ...INTEGRATION,
  name: "STORAGE INTEGRATION",
  plural: "STORAGE INTEGRATIONS",
  options,
  fixedOptions: ["TYPE", "STORAGE_PROVIDER"],
  complete: (given, { before }) => {
    const properties = before === undefined ? given : { ...given, ENABLED: given["ENABLED"] ?? false };
    check(properties);
    return {
      ...properties,
      STORAGE_AWS_EXTERNAL_ID: properties["STORAGE_AWS_EXTERNAL_ID"] ?? newExternalId(),
      STORAGE_AWS_IAM_USER_ARN: snowflakeUserArn(),
    };
  },
  show: showIntegrations("STORAGE", () => "EXTERNAL_STAGE"),
  describe: describeProperties([
    { property: "ENABLED", type: "Boolean" },
    { property: "STORAGE_PROVIDER", type: "String" },
    { property: "STORAGE_ALLOWED_LOCATIONS", type: "List" },
    { property: "STORAGE_BLOCKED_LOCATIONS", type: "List" },
    { property: "STORAGE_AWS_IAM_USER_ARN", type: "String" },
    { property: "STORAGE_AWS_ROLE_ARN", type: "String" },
    { property: "STORAGE_AWS_EXTERNAL_ID", type: "String" },
    { property: "STORAGE_AWS_OBJECT_ACL", type: "String", optional: true },
    { property: "USE_PRIVATELINK_ENDPOINT", type: "Boolean", default: "false" },
    { property: "COMMENT", type: "String" },
  ]),
};
