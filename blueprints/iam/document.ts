/** A statement of an IAM policy, as AWS's policy grammar has it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, string | readonly string[]>> | "*";
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export function policyDocument(statements: readonly (Statement | undefined)[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements.filter((statement) => statement !== undefined) };
}

export function policyJson(document: PolicyDocument): string {
  return JSON.stringify(document);
}

/** A place in AWS: what turns names into ARNs. */
export interface AwsPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export function arn(place: AwsPlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;
}

/** ARN of a role before it exists: the name is chosen, so nothing about it is unknown. */
export function roleArn(place: Pick<AwsPlace, "partition" | "accountId">, name: string): string {
  return `arn:${place.partition}:iam::${place.accountId}:role/${name}`;
}

export function bucketArn(place: Pick<AwsPlace, "partition">, bucket: string): string {
  return `arn:${place.partition}:s3:::${bucket}`;
}

/** Trust of an AWS service, bound to this account so that another account cannot use the service against us. */
export function serviceTrust(service: string, accountId: string): PolicyDocument {
  return policyDocument([
    {
      Sid: "ServiceInThisAccount",
      Effect: "Allow",
      Principal: { Service: `${service}.amazonaws.com` },
      Action: ["sts:AssumeRole"],
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  ]);
}
