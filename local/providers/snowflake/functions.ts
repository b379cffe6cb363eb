import type { Bag, Call, FunctionType } from "../../../provider/framework/resource";
import { text } from "../common/properties";
import { need } from "../common/values";
import { run } from "./connection";
import { ensureEnabled } from "./define";
import { cell } from "./rows";
import { literal } from "./sql";

type Scope = Pick<Call, "config" | "signal">;
const enabled =
  (feature: string, work: (inputs: Bag, call: Scope) => Promise<Bag>) => (inputs: Bag, call: Scope) => {
    ensureEnabled(feature, call.config);
    return work(inputs, call);
  };

export const getCurrentAccount: FunctionType = {
  token: "snowflake:index/getCurrentAccount:getCurrentAccount",
  description: "The account that the provider is in.",
  inputs: {},
  outputs: { account: text("Account locator."), region: text("Region."), url: text("URL."), id: text("Id.") },
  invoke: enabled("snowflake_current_account_datasource", async (_inputs, call) => {
    const [row] = await run(call.config, "SELECT CURRENT_ACCOUNT() AS A, CURRENT_REGION() AS R", call.signal);
    const [account, region] = [cell(row, "A") ?? "", cell(row, "R") ?? ""];
    const cloud = region.toLowerCase().replace(/^aws_/, "").replaceAll("_", "-");
    const url = `https://${account.toLowerCase()}${cloud === "us-west-2" ? "" : `.${cloud}`}.snowflakecomputing.com`;
    return { account, region, url, id: `${account}.${region}` };
  }),
};

export const getCurrentRole: FunctionType = {
  token: "snowflake:index/getCurrentRole:getCurrentRole",
  description: "The role that the provider has.",
  inputs: {},
  outputs: { name: text("Name of the role."), id: text("Id.") },
  invoke: enabled("snowflake_current_role_datasource", async (_inputs, call) => {
    const [row] = await run(call.config, "SELECT CURRENT_ROLE() AS R", call.signal);
    return { name: cell(row, "R"), id: "current_role" };
  }),
};

export const getSystemGetAwsSnsIamPolicy: FunctionType = {
  token: "snowflake:index/getSystemGetAwsSnsIamPolicy:getSystemGetAwsSnsIamPolicy",
  description: "The policy statement that lets Snowflake subscribe to a topic.",
  inputs: { awsSnsTopicArn: text("ARN of the topic.", { required: true }) },
  outputs: {
    awsSnsTopicArn: text("ARN of the topic."),
    awsSnsTopicPolicyJson: text("Policy document."),
    id: text("Id."),
  },
  invoke: enabled("snowflake_system_get_aws_sns_iam_policy_datasource", async (inputs, call) => {
    const arn = need(inputs, "awsSnsTopicArn");
    const [row] = await run(
      call.config,
      `SELECT SYSTEM$GET_AWS_SNS_IAM_POLICY(${literal(arn)}) AS POLICY`,
      call.signal,
    );
    return { awsSnsTopicArn: arn, awsSnsTopicPolicyJson: cell(row, "POLICY"), id: arn };
  }),
};
