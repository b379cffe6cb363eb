import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { S3Client } from "@aws-sdk/client-s3";
import { SnowflakeError } from "../core/errors";
import type { AwsAccess } from "../core/account";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Credentials of a customer's role, taken anew for each statement with the Snowflake account's own key and the
 * integration's external id: a trust that no longer holds fails the very next statement.
 */
export async function assumeRole(
  aws: AwsAccess,
  identity: Credentials,
  roleArn: string,
  externalId: string,
): Promise<Credentials> {
  const sts = new STSClient({ endpoint: aws.endpoint, region: aws.region, credentials: identity });
  try {
    const answer = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "snowflake", ExternalId: externalId }),
    );
    const made = answer.Credentials;
    if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined)
      throw new Error(`STS answered without credentials for ${roleArn}`);
    return {
      accessKeyId: made.AccessKeyId,
      secretAccessKey: made.SecretAccessKey,
      ...(made.SessionToken === undefined ? {} : { sessionToken: made.SessionToken }),
    };
  } catch (error) {
    throw refused(error, roleArn);
  } finally {
    sts.destroy();
  }
}

function refused(error: unknown, roleArn: string): Error {
  const { message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === undefined)
    return error instanceof Error ? error : new Error(`cannot assume ${roleArn}: ${String(error)}`);
  return new SnowflakeError("003167", "42601", `Error assuming AWS_ROLE:\n${message}`);
}

/** Talks to S3 with the given credentials; path-style addresses, as the local AWS needs them. */
export const s3Client = (aws: AwsAccess, credentials: Credentials): S3Client =>
  new S3Client({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
