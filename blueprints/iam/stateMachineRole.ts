import {
  arn,
  policyDocument,
  serviceTrust,
  type AwsPlace,
  type PolicyDocument,
  type Statement,
} from "./document";

export interface StateMachineRoleSpec {
  readonly place: AwsPlace;
  /** Begin of the names of every job, model and endpoint configuration the machine may make. */
  readonly namePrefix: string;
  readonly endpointName: string;
  /** Roles the machine hands to SageMaker. Empty for a machine that only scores. */
  readonly passRoleArns: readonly string[];
  readonly trains: boolean;
  readonly transforms: boolean;
}

export function stateMachineTrust(accountId: string): PolicyDocument {
  return serviceTrust("states", accountId);
}

/** What a scoring or retraining state machine does, and nothing else of SageMaker. */
export function stateMachinePolicy(spec: StateMachineRoleSpec): PolicyDocument {
  return policyDocument([
    readChampion(spec),
    ...(spec.transforms ? transform(spec) : []),
    ...(spec.trains ? [...train(spec), ...deploy(spec)] : []),
    watchJobs(spec),
    ...passRoles(spec),
    deliverLogs,
  ]);
}

const named = (spec: StateMachineRoleSpec, kind: string) =>
  arn(spec.place, "sagemaker", `${kind}/${spec.namePrefix}*`);

function readChampion(spec: StateMachineRoleSpec): Statement {
  return {
    Sid: "ReadChampion",
    Effect: "Allow",
    Action: ["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"],
    Resource: [arn(spec.place, "sagemaker", `endpoint/${spec.endpointName}`), named(spec, "endpoint-config")],
  };
}

function transform(spec: StateMachineRoleSpec): readonly Statement[] {
  return [
    {
      Sid: "Transform",
      Effect: "Allow",
      Action: [
        "sagemaker:AddTags",
        "sagemaker:CreateTransformJob",
        "sagemaker:DescribeTransformJob",
        "sagemaker:StopTransformJob",
      ],
      Resource: [named(spec, "transform-job")],
    },
  ];
}

function train(spec: StateMachineRoleSpec): readonly Statement[] {
  return [
    {
      Sid: "Train",
      Effect: "Allow",
      Action: [
        "sagemaker:AddTags",
        "sagemaker:CreateTrainingJob",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:StopTrainingJob",
      ],
      Resource: [named(spec, "training-job")],
    },
  ];
}

function deploy(spec: StateMachineRoleSpec): readonly Statement[] {
  return [
    {
      Sid: "CreateChallenger",
      Effect: "Allow",
      Action: ["sagemaker:AddTags", "sagemaker:CreateEndpointConfig", "sagemaker:CreateModel"],
      Resource: [named(spec, "endpoint-config"), named(spec, "model")],
    },
    {
      Sid: "Promote",
      Effect: "Allow",
      Action: ["sagemaker:UpdateEndpoint"],
      Resource: [
        arn(spec.place, "sagemaker", `endpoint/${spec.endpointName}`),
        named(spec, "endpoint-config"),
      ],
    },
  ];
}

/** `.sync` tasks wait through managed EventBridge rules with these fixed names. */
function watchJobs(spec: StateMachineRoleSpec): Statement {
  const rules = [
    ...(spec.trains ? ["StepFunctionsGetEventsForSageMakerTrainingJobsRule"] : []),
    ...(spec.transforms ? ["StepFunctionsGetEventsForSageMakerTransformJobsRule"] : []),
  ];
  return {
    Sid: "WatchJobs",
    Effect: "Allow",
    Action: ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
    Resource: rules.map((rule) => arn(spec.place, "events", `rule/${rule}`)),
  };
}

function passRoles(spec: StateMachineRoleSpec): readonly Statement[] {
  if (spec.passRoleArns.length === 0) return [];
  return [
    {
      Sid: "PassExecutionRoles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: spec.passRoleArns,
      Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
    },
  ];
}

/** "*": log delivery actions take no resource (Step Functions guide, "Logging using CloudWatch Logs"). */
const deliverLogs: Statement = {
  Sid: "DeliverLogs",
  Effect: "Allow",
  Action: [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ],
  Resource: ["*"],
};
