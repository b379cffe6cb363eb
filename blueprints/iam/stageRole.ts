import { policyDocument, type PolicyDocument } from "./document";
import { objectStatements, type ObjectAccess } from "./objects";

/** Trust of the role a storage integration assumes: exactly its IAM user, and only with its external id. */
export function stageRoleTrust(integration: {
  readonly iamUserArn: string;
  readonly externalId: string;
}): PolicyDocument {
  return policyDocument([
    {
      Sid: "SnowflakeStorageIntegration",
      Effect: "Allow",
      Principal: { AWS: integration.iamUserArn },
      Action: ["sts:AssumeRole"],
      Condition: { StringEquals: { "sts:ExternalId": integration.externalId } },
    },
  ]);
}

/** What the integration may do: read and write the prefixes its stages point at, nothing else in the bucket. */
export function stageRolePolicy(access: ObjectAccess): PolicyDocument {
  return policyDocument(objectStatements(access));
}
