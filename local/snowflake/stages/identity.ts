import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { AwsAccess } from "../core/account";

const USER = "floe-snowflake";
const PATH = "/externalstages/";

/** The IAM user of the Snowflake account, which every storage integration's role has to trust. */
export const snowflakeUserArn = (accountId = "000000000000"): string =>
  `arn:aws:iam::${accountId}:user${PATH}${USER}`;

const isNamed = (error: unknown, name: string): boolean =>
  error instanceof Error && error.name.startsWith(name);

/**
 * Makes sure that the Snowflake account's IAM user exists, may assume roles and nothing else, and has exactly one
 * access key, made anew at every start so that it never has to be stored.
 */
export async function createIdentity(aws: AwsAccess): Promise<AwsAccess["credentials"]> {
  const iam = new IAMClient({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
  try {
    try {
      await iam.send(new CreateUserCommand({ UserName: USER, Path: PATH }));
    } catch (error) {
      if (!isNamed(error, "EntityAlreadyExists")) throw error;
    }
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
    });
    await iam.send(
      new PutUserPolicyCommand({ UserName: USER, PolicyName: "assume-customer-roles", PolicyDocument }),
    );
    const old = await iam.send(new ListAccessKeysCommand({ UserName: USER }));
    for (const key of old.AccessKeyMetadata ?? [])
      await iam.send(new DeleteAccessKeyCommand({ UserName: USER, AccessKeyId: key.AccessKeyId }));
    const made = (await iam.send(new CreateAccessKeyCommand({ UserName: USER }))).AccessKey;
    if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined)
      throw new Error(`the local AWS at ${aws.endpoint} created no access key for ${USER}`);
    return { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey };
  } finally {
    iam.destroy();
  }
}
