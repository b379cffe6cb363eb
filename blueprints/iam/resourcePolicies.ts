import { policyDocument, type PolicyDocument, type Statement } from "./document";

/** Bucket policy: nobody may use the bucket without TLS. */
export function bucketPolicy(bucketArn: string): PolicyDocument {
  return policyDocument([
    {
      // Principal and action are "*" in a Deny: anything less would leave a way in without TLS.
      Sid: "DenyWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
}

const administer = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:CreateGrant",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];
const use = [
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** Key policy: the account governs the key, and IAM policies of this account decide who uses it. */
export function keyPolicy(account: {
  readonly partition: string;
  readonly accountId: string;
}): PolicyDocument {
  return policyDocument([
    {
      // Resource "*" in a key policy means this key (KMS guide, "Key policies in AWS KMS").
      Sid: "AccountGovernsKey",
      Effect: "Allow",
      Principal: { AWS: `arn:${account.partition}:iam::${account.accountId}:root` },
      Action: [...administer, ...use].sort(),
      Resource: ["*"],
    },
  ]);
}

export interface TopicPolicySpec {
  readonly topicArn: string;
  /** Rules that publish. */
  readonly ruleArns: readonly string[];
  /** Policy text of `SYSTEM$GET_AWS_SNS_IAM_POLICY`: lets Snowflake's queue subscribe. */
  readonly snowflakePolicy?: string;
}

/** Topic policy: the named rules publish, Snowflake's own user subscribes its pipes' queue. */
export function topicPolicy(spec: TopicPolicySpec): PolicyDocument {
  return policyDocument([
    {
      Sid: "RulesPublish",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["sns:Publish"],
      Resource: [spec.topicArn],
      Condition: { ArnEquals: { "aws:SourceArn": spec.ruleArns } },
    },
    ...(spec.snowflakePolicy === undefined ? [] : snowflakeSubscribes(spec.snowflakePolicy, spec.topicArn)),
  ]);
}

interface ForeignPolicy {
  readonly Statement?: readonly { readonly Principal?: { readonly AWS?: string | readonly string[] } }[];
}

/** Takes the principal out of Snowflake's answer and writes our own statement: nothing wider can slip in. */
function snowflakeSubscribes(text: string, topicArn: string): readonly Statement[] {
  const parsed = JSON.parse(text) as ForeignPolicy;
  const users = (parsed.Statement ?? []).flatMap((statement) => statement.Principal?.AWS ?? []);
  if (users.length === 0) throw new Error("SYSTEM$GET_AWS_SNS_IAM_POLICY named no AWS principal");
  return [
    {
      Sid: "SnowflakeSubscribes",
      Effect: "Allow",
      Principal: { AWS: users },
      Action: ["sns:Subscribe"],
      Resource: [topicArn],
    },
  ];
}
