import { retrainingTags } from "./tags";
import { integration, jsonata, keep, patience, type State } from "./asl";

export interface ServingSpec {
  readonly partition: string;
  readonly endpointName: string;
  readonly image: string;
  readonly modelRoleArn: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Must stay the same for an endpoint's whole life: SageMaker cannot update to another variant name. */
  readonly variantName: string;
  readonly keyArn?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Model, configuration and endpoint update for the job of the input (`job`, `artifact`), and the proof: the endpoint
 * is InService and serves the wanted configuration. A rollback fails the execution with SageMaker's reason.
 *
 * @param namePrefix begin of the names of jobs: what is made here is found again by it and its tag.
 */
export function promotionStates(spec: ServingSpec, namePrefix: string, next: string): Record<string, State> {
  const name = jsonata("$states.input.job");
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
            InstanceType: spec.instanceType,
            InitialInstanceCount: spec.instanceCount,
            InitialVariantWeight: 1,
          },
        ],
        ...(spec.keyArn === undefined ? {} : { KmsKeyId: spec.keyArn }),
        Tags: retrainingTags(namePrefix),
      },
      Output: jsonata("$states.input"),
      Retry: patience,
      Next: "UpdateEndpoint",
    },
    UpdateEndpoint: {
      Type: "Task",
      Resource: integration(spec.partition, "sagemaker:updateEndpoint"),
      Arguments: { EndpointName: spec.endpointName, EndpointConfigName: name },
      Output: jsonata("$states.input"),
      Retry: patience,
      Next: "WaitForEndpoint",
    },
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
          Condition: jsonata(
            `$states.input.endpoint.status in ["Creating", "Updating", "SystemUpdating", "RollingBack"]`,
          ),
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
