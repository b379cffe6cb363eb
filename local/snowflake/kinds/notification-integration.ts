import { unsupported } from "../core/errors";
import { snowflakeUserArn } from "../stages/identity";
import type { OptionTable } from "../ddl/options";
import { boolean, listOf, oneOf, string } from "../ddl/types";
import { describeProperties, INTEGRATION, newExternalId, showIntegrations } from "./integration";
import type { ObjectKind } from "./kind";
import { missing, rejected, textOf } from "./values";

const options: OptionTable = {
  TYPE: oneOf(["QUEUE", "EMAIL", "WEBHOOK"]),
  ENABLED: boolean,
  DIRECTION: oneOf(["OUTBOUND", "INBOUND"]),
  NOTIFICATION_PROVIDER: oneOf([
    "AWS_SNS",
    "AWS_SQS",
    "GCP_PUBSUB",
    "AZURE_STORAGE_QUEUE",
    "AZURE_EVENT_GRID",
  ]),
  AWS_SNS_TOPIC_ARN: string,
  AWS_SNS_ROLE_ARN: string,
  ALLOWED_RECIPIENTS: listOf(string),
};

/** Messages to an SNS topic, as task and pipe errors send them. */
export const notificationIntegration: ObjectKind = {
  ...INTEGRATION,
  name: "NOTIFICATION INTEGRATION",
  plural: "NOTIFICATION INTEGRATIONS",
  options,
  fixedOptions: ["TYPE", "DIRECTION", "NOTIFICATION_PROVIDER"],
  complete: (given, { before }) => {
    const properties = before === undefined ? given : { ...given, ENABLED: given["ENABLED"] ?? false };
    const holder = { properties };
    for (const name of ["TYPE", "ENABLED"])
      if (properties[name] === undefined) throw missing("NOTIFICATION INTEGRATION", name);
    if (properties["TYPE"] !== "QUEUE")
      throw unsupported(`NOTIFICATION INTEGRATION of TYPE ${textOf(holder, "TYPE") ?? ""}`);
    if (properties["NOTIFICATION_PROVIDER"] !== "AWS_SNS" || properties["DIRECTION"] !== "OUTBOUND")
      throw unsupported(
        "NOTIFICATION INTEGRATION other than DIRECTION = OUTBOUND NOTIFICATION_PROVIDER = AWS_SNS",
      );
    for (const name of ["AWS_SNS_TOPIC_ARN", "AWS_SNS_ROLE_ARN"]) {
      const arn = textOf(holder, name);
      if (arn === undefined) throw missing("NOTIFICATION INTEGRATION", name);
      const wanted =
        name === "AWS_SNS_TOPIC_ARN"
          ? /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:.+/
          : /^arn:aws[a-z-]*:iam::\d{12}:role\/.+/;
      if (!wanted.test(arn)) throw rejected(`invalid value '${arn}' for property '${name}'`);
    }
    return {
      ...properties,
      SF_AWS_EXTERNAL_ID: properties["SF_AWS_EXTERNAL_ID"] ?? newExternalId(),
      SF_AWS_IAM_USER_ARN: snowflakeUserArn(),
    };
  },
  show: showIntegrations("NOTIFICATION", () => "QUEUE - AWS_SNS"),
  describe: describeProperties([
    { property: "ENABLED", type: "Boolean" },
    { property: "NOTIFICATION_PROVIDER", type: "String" },
    { property: "DIRECTION", type: "String", default: "INBOUND" },
    { property: "AWS_SNS_TOPIC_ARN", type: "String" },
    { property: "AWS_SNS_ROLE_ARN", type: "String" },
    { property: "SF_AWS_IAM_USER_ARN", type: "String" },
    { property: "SF_AWS_EXTERNAL_ID", type: "String" },
    { property: "COMMENT", type: "String" },
  ]),
};
