import { unsupported } from "../core/errors";
import { snowflakeUserArn } from "../stages/identity";
import type { OptionTable } from "../ddl/options";
import { boolean, listOf, oneOf, string } from "../ddl/types";
import { describeProperties, INTEGRATION, newExternalId, showIntegrations } from "./integration";
import type { ObjectKind } from "./kind";
import { missing, rejected, textOf } from "./values";

const PROVIDERS = [
  "AWS_API_GATEWAY",
  "AWS_PRIVATE_API_GATEWAY",
  "AWS_GOV_API_GATEWAY",
  "AWS_GOV_PRIVATE_API_GATEWAY",
];

const options: OptionTable = {
  API_PROVIDER: oneOf(PROVIDERS),
  API_AWS_ROLE_ARN: string,
  API_KEY: string,
  API_ALLOWED_PREFIXES: listOf(string),
  API_BLOCKED_PREFIXES: listOf(string),
  ENABLED: boolean,
};

/** The way to an AWS API Gateway. */
export const apiIntegration: ObjectKind = {
  ...INTEGRATION,
  name: "API INTEGRATION",
  plural: "API INTEGRATIONS",
  options,
  fixedOptions: ["API_PROVIDER"],
  complete: (given, { before }) => {
    const properties = before === undefined ? given : { ...given, ENABLED: given["ENABLED"] ?? false };
    for (const name of ["API_PROVIDER", "API_AWS_ROLE_ARN", "API_ALLOWED_PREFIXES", "ENABLED"])
      if (properties[name] === undefined) throw missing("API INTEGRATION", name);
    const arn = textOf({ properties }, "API_AWS_ROLE_ARN") ?? "";
    if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/.test(arn))
      throw rejected(
        `invalid value '${arn}' for property 'API_AWS_ROLE_ARN': the ARN of an IAM role is needed`,
      );
    if (properties["API_KEY"] !== undefined) throw unsupported("API_KEY of an API INTEGRATION");
    return {
      ...properties,
      API_AWS_EXTERNAL_ID: properties["API_AWS_EXTERNAL_ID"] ?? newExternalId(),
      API_AWS_IAM_USER_ARN: snowflakeUserArn(),
    };
  },
  show: showIntegrations("API", () => "EXTERNAL_API"),
  describe: describeProperties([
    { property: "ENABLED", type: "Boolean" },
    { property: "API_KEY", type: "String" },
    { property: "API_PROVIDER", type: "String" },
    { property: "API_AWS_IAM_USER_ARN", type: "String" },
    { property: "API_AWS_ROLE_ARN", type: "String" },
    { property: "API_AWS_EXTERNAL_ID", type: "String" },
    { property: "API_ALLOWED_PREFIXES", type: "List" },
    { property: "API_BLOCKED_PREFIXES", type: "List" },
    { property: "COMMENT", type: "String" },
  ]),
};
