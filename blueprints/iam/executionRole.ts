import { arn, policyDocument, serviceTrust, type AwsPlace, type PolicyDocument } from "./document";
import { objectStatements, type ObjectAccess } from "./objects";

/** SageMaker's log groups for each kind of work. */
const logGroups = {
  training: "/aws/sagemaker/TrainingJobs",
  model: "/aws/sagemaker/Endpoints/*",
  transform: "/aws/sagemaker/TransformJobs",
} as const;

export type ExecutionKind = keyof typeof logGroups;

export interface ExecutionRoleSpec {
  readonly place: AwsPlace;
  readonly objects: ObjectAccess;
  /** ARN of the ECR repository of the image the job runs. */
  readonly repositoryArn: string;
  readonly kinds: readonly ExecutionKind[];
  /** Begin of the names of alarms that guard updates of endpoints, which SageMaker reads with the model's role. */
  readonly alarmPrefix?: string;
}

export function executionRoleTrust(accountId: string): PolicyDocument {
  return serviceTrust("sagemaker", accountId);
}

/** What the containers of one kind of job need: their data, their image, their logs and their metrics. */
export function executionRolePolicy(spec: ExecutionRoleSpec): PolicyDocument {
  return policyDocument([
    ...objectStatements(spec.objects),
    {
      Sid: "PullImage",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: [spec.repositoryArn],
    },
    {
      // "*": ecr:GetAuthorizationToken takes no resource (Service Authorization Reference, Amazon ECR).
      Sid: "LogInToRegistry",
      Effect: "Allow",
      Action: ["ecr:GetAuthorizationToken"],
      Resource: ["*"],
    },
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: spec.kinds.flatMap((kind) => {
        const group = arn(spec.place, "logs", `log-group:${logGroups[kind]}`);
        return [group, `${group}:log-stream:*`];
      }),
    },
    {
      // "*": cloudwatch:PutMetricData takes no resource; the namespace condition is its only bound.
      Sid: "PutMetrics",
      Effect: "Allow",
      Action: ["cloudwatch:PutMetricData"],
      Resource: ["*"],
      Condition: { StringLike: { "cloudwatch:namespace": ["/aws/sagemaker/*", "aws/sagemaker/*"] } },
    },
    ...(spec.alarmPrefix === undefined
      ? []
      : [
          {
            Sid: "ReadAlarmsOfDeployments",
            Effect: "Allow" as const,
            Action: ["cloudwatch:DescribeAlarms"],
            Resource: [arn(spec.place, "cloudwatch", `alarm:${spec.alarmPrefix}*`)],
          },
        ]),
  ]);
}
