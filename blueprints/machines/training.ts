import type { Gate } from "../sagemaker/gate";
import { integration, jsonata, keep, literal, patience, type State } from "./asl";
import { runName, runPart } from "./champion";
import { retrainingTags } from "./tags";

export interface TrainingSpec {
  readonly partition: string;
  readonly namePrefix: string;
  readonly image: string;
  readonly roleArn: string;
  readonly bucket: string;
  /** `train/` and `models/`. */
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly dataName: string;
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly volumeSizeGb: number;
  readonly maxRuntimeSeconds: number;
  readonly keyArn?: string;
  /** Trains on spare capacity: the longest wait, and the begin of the checkpoints' keys, below which each run has its own. */
  readonly spot?: { readonly maxWaitSeconds: number; readonly checkpointPrefix: string };
}

/** Trains on one unloaded set and waits for the end. Leaves `job`, `artifact` and `metrics` beside the input. */
export function trainingStates(spec: TrainingSpec, next: string): Record<string, State> {
  return {
    Train: {
      Type: "Task",
      Resource: integration(spec.partition, "sagemaker:createTrainingJob.sync"),
      Arguments: {
        TrainingJobName: jsonata(runName(spec.namePrefix)),
        RoleArn: spec.roleArn,
        AlgorithmSpecification: { TrainingImage: spec.image, TrainingInputMode: "File" },
        HyperParameters: spec.hyperparameters,
        InputDataConfig: [channel(spec, "train"), channel(spec, "validation")],
        OutputDataConfig: {
          S3OutputPath: `s3://${spec.bucket}/${spec.outputPrefix}`,
          ...(spec.keyArn === undefined ? {} : { KmsKeyId: spec.keyArn }),
        },
        ResourceConfig: {
          InstanceType: spec.instanceType,
          InstanceCount: spec.instanceCount,
          VolumeSizeInGB: spec.volumeSizeGb,
        },
        StoppingCondition: {
          MaxRuntimeInSeconds: spec.maxRuntimeSeconds,
          ...(spec.spot === undefined ? {} : { MaxWaitTimeInSeconds: spec.spot.maxWaitSeconds }),
        },
        ...(spec.spot === undefined ? {} : spotArguments(spec.bucket, spec.spot)),
        Tags: retrainingTags(spec.namePrefix),
      },
      Output: keep({
        job: "$states.result.TrainingJobName",
        artifact: "$states.result.ModelArtifacts.S3ModelArtifacts",
        metrics: `[$states.result.FinalMetricDataList.{"name": MetricName, "value": Value}]`,
        status: "$states.result.TrainingJobStatus",
      }),
      Retry: patience,
      Catch: [
        {
          ErrorEquals: ["SageMaker.ResourceInUseException", "SageMaker.ResourceInUse"],
          Next: "AlreadyStarted",
        },
      ],
      Next: next,
    },
    AlreadyStarted: {
      Type: "Succeed",
      Output: jsonata(`{"run": $states.input.run, "outcome": "already started"}`),
    },
  };
}

/** An interrupted job goes on from its own checkpoints, never from those of another run. */
function spotArguments(bucket: string, spot: NonNullable<TrainingSpec["spot"]>) {
  return {
    EnableManagedSpotTraining: true,
    CheckpointConfig: { S3Uri: jsonata(`"s3://${bucket}/${spot.checkpointPrefix}" & ${runPart} & "/"`) },
  };
}

function channel(spec: TrainingSpec, name: string): Readonly<Record<string, unknown>> {
  return {
    ChannelName: name,
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: {
        S3DataType: "S3Prefix",
        S3DataDistributionType: "FullyReplicated",
        S3Uri: jsonata(`"s3://${spec.bucket}/${spec.inputPrefix}" & $states.input.run & "/${name}/"`),
      },
    },
  };
}

/**
 * Promotes only a job that completed and passed the gate. A job stopped by hand or by its time limit is not a
 * success, whatever it uploaded.
 */
export function gateStates(gate: Gate, next: string): Record<string, State> {
  const operator = gate.operator ?? ">=";
  const passed = `$count($states.input.metrics[name = ${literal(gate.metric)} and value ${operator} ${gate.threshold}]) > 0`;
  return {
    Gate: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(`$states.input.status = "Completed" and ${passed}`), Next: next }],
      Default: "ChampionStays",
    },
    ChampionStays: {
      Type: "Succeed",
      Output: jsonata(
        `{"run": $states.input.run, "job": $states.input.job, "champion": $states.input.model, "metrics": $states.input.metrics, "outcome": "rejected by the gate"}`,
      ),
    },
  };
}
