import { retrainingTags } from "./tags";
import { deploymentConfigRequest, type DeploymentSpec } from "../sagemaker/deployment";
import { captureRequest, hostingRequest, type CaptureSpec, type HostingSpec } from "../sagemaker/serving";
import { integration, jsonata, keep, patience, type State } from "./asl";

export interface ServingSpec extends HostingSpec {
  readonly partition: string;
  readonly endpointName: string;
  readonly image: string;
  readonly modelRoleArn: string;
  /** Must stay the same for an endpoint's whole life: SageMaker cannot update to another variant name. */
  readonly variantName: string;
  readonly keyArn?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** How the endpoint moves to a new champion. Default: all traffic at once. */
  readonly deployment?: DeploymentSpec;
  /** What of its requests the new champion keeps. Default: nothing. */
  readonly capture?: CaptureSpec;
}

/** Statuses an endpoint leaves by itself. */
const moving = `["Creating", "Updating", "SystemUpdating", "RollingBack"]`;
const atRest = `["InService", "UpdateRollbackFailed"]`;

/**
 * Model, configuration and endpoint update for the job of the input (`job`, `artifact`), and the proof: the endpoint
 * is InService and serves the wanted configuration. A rollback fails the execution with SageMaker's reason.
 *
 * @param namePrefix begin of the names of jobs: what is made here is found again by it and its tag.
 */
export function promotionStates(spec: ServingSpec, namePrefix: string, next: string): Record<string, State> {
  return {
    ...makeStates(spec, namePrefix),
    ...updateStates(spec),
    ...proofStates(spec, next),
  };
}

const name = jsonata("$states.input.job");

function makeStates(spec: ServingSpec, namePrefix: string): Record<string, State> {
  return {
    CreateModel: {
      Type: "Task",
      Resource: integration(spec.partition, "sagemaker:createModel"),
      Arguments: {
        ModelName: name,
        ExecutionRoleArn: spec.modelRoleArn,
        PrimaryContainer: {
          Image: spec.image,
          ModelDataUrl: jsonata("$states.input.artifact"),
          Environment: spec.environment ?? {},
        },
        Tags: retrainingTags(namePrefix),
      },
      Output: jsonata("$states.input"),
      Retry: patience,
      Next: "CreateEndpointConfig",
    },
    CreateEndpointConfig: {
      Type: "Task",
      Resource: integration(spec.partition, "sagemaker:createEndpointConfig"),
      Arguments: {
        EndpointConfigName: name,
        ProductionVariants: [
          {
            VariantName: spec.variantName,
            ModelName: name,
            ...hostingRequest(spec),
            InitialVariantWeight: 1,
          },
        ],
        ...(spec.keyArn === undefined ? {} : { KmsKeyId: spec.keyArn }),
        ...(spec.capture === undefined ? {} : { DataCaptureConfig: captureRequest(spec.capture) }),
        Tags: retrainingTags(namePrefix),
      },
      Output: jsonata("$states.input"),
      Retry: patience,
      Next: "AwaitEndpoint",
    },
  };
}

/** A deployment or another retraining may be moving the endpoint: SageMaker takes one update at a time. */
function updateStates(spec: ServingSpec): Record<string, State> {
  return {
    AwaitEndpoint: {
      Type: "Task",
      Resource: integration(spec.partition, "aws-sdk:sagemaker:describeEndpoint"),
      Arguments: { EndpointName: spec.endpointName },
      Output: keep({ status: "$states.result.EndpointStatus" }),
      Retry: patience,
      Next: "EndpointAtRest",
    },
    EndpointAtRest: {
      Type: "Choice",
      Choices: [
        { Condition: jsonata(`$states.input.status in ${atRest}`), Next: "UpdateEndpoint" },
        { Condition: jsonata(`$states.input.status in ${moving}`), Next: "WaitForRest" },
      ],
      Default: "PromotionFailed",
    },
    WaitForRest: { Type: "Wait", Seconds: 15, Next: "AwaitEndpoint" },
    UpdateEndpoint: {
      Type: "Task",
      Resource: integration(spec.partition, "sagemaker:updateEndpoint"),
      Arguments: {
        EndpointName: spec.endpointName,
        EndpointConfigName: name,
        ...(spec.deployment === undefined
          ? {}
          : { DeploymentConfig: deploymentConfigRequest(spec.deployment) }),
      },
      Output: jsonata("$states.input"),
      Retry: patience,
      Catch: [
        {
          ErrorEquals: ["States.TaskFailed"],
          Next: "UpdateRefused",
          Output: jsonata(`$merge([$states.input, {"refused": $states.errorOutput.Cause}])`),
        },
      ],
      Next: "WaitForEndpoint",
    },
    // Something else was quicker between the look and the update.
    UpdateRefused: {
      Type: "Choice",
      Choices: [
        { Condition: jsonata("$contains($states.input.refused, /in.progress/i)"), Next: "WaitForRest" },
      ],
      Default: "UpdateFailed",
    },
    UpdateFailed: {
      Type: "Fail",
      Error: "Floe.UpdateRefused",
      Cause: jsonata(`"SageMaker refused to move the endpoint: " & $states.input.refused`),
    },
  };
}

function proofStates(spec: ServingSpec, next: string): Record<string, State> {
  return {
    WaitForEndpoint: { Type: "Wait", Seconds: 15, Next: "CheckEndpoint" },
    CheckEndpoint: {
      Type: "Task",
      Resource: integration(spec.partition, "aws-sdk:sagemaker:describeEndpoint"),
      Arguments: { EndpointName: spec.endpointName },
      Output: keep({
        endpoint: `{"status": $states.result.EndpointStatus, "config": $states.result.EndpointConfigName}`,
      }),
      Retry: patience,
      Next: "EndpointReady",
    },
    EndpointReady: {
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(
            `$states.input.endpoint.status = "InService" and $states.input.endpoint.config = $states.input.job`,
          ),
          Output: jsonata(`$merge([$states.input, {"model": $states.input.job}])`),
          Next: next,
        },
        {
          Condition: jsonata(`$states.input.endpoint.status in ${moving}`),
          Next: "WaitForEndpoint",
        },
      ],
      Default: "PromotionFailed",
    },
    PromotionFailed: {
      Type: "Fail",
      Error: "Floe.PromotionFailed",
      Cause:
        "The endpoint did not come into service with the new model; SageMaker kept or restored the champion. See its FailureReason.",
    },
  };
}
