import type { Bag } from "../../framework";
import { credentials } from "../../aws/clients";

/** A token by which MSK knows the provider's AWS identity, good for 15 minutes: for this session only. */
export async function iamToken(config: Bag, region: string): Promise<string> {
  const signer = await import("aws-msk-iam-sasl-signer-js");
  const { token } = await signer.generateAuthTokenFromCredentialsProvider({
    region,
    awsCredentialsProvider: await credentials(config),
  });
  return token;
}
