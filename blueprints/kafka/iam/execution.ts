import { policyDocument, type PolicyDocument, type Statement } from "../../iam";

export interface KafkaExecutionRoleSpec {
  readonly logGroupArn: string;
  /** Secrets that ECS puts into variables of the worker. */
  readonly secretArns: readonly string[];
  readonly keyArns: readonly string[];
  readonly images: readonly string[];
  readonly partition: string;
}

/** What ECS itself needs to start a task: its images, where they are private, its secrets and its log. */
export function kafkaExecutionPolicy(spec: KafkaExecutionRoleSpec): PolicyDocument {
  const repositories = spec.images.flatMap((image) => repositoryArn(spec.partition, image) ?? []);
  return policyDocument([
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`${spec.logGroupArn}:*`],
    },
    ...statement("ReadSecrets", ["secretsmanager:GetSecretValue"], spec.secretArns),
    ...statement("DecryptSecrets", ["kms:Decrypt"], spec.keyArns),
    ...statement(
      "PullImages",
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      repositories,
    ),
    // "*": a token is for all registries (service authorization reference, "Amazon ECR").
    ...(repositories.length === 0 ? [] : statement("SignInToRegistry", ["ecr:GetAuthorizationToken"], ["*"])),
  ]);
}

function statement(
  Sid: string,
  Action: readonly string[],
  resources: readonly string[],
): readonly Statement[] {
  return resources.length === 0
    ? []
    : [{ Sid, Effect: "Allow", Action, Resource: [...new Set(resources)].sort() }];
}

/** Parts of an image in a private registry of ECR. Undefined for others. */
export function repositoryArn(partition: string, image: string): string | undefined {
  const [, account, region, name] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9._/-]+?)(?:[:@].+)?$/.exec(image) ??
    [];
  return account === undefined || region === undefined || name === undefined
    ? undefined
    : `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
}
