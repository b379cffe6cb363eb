import { integration, jsonata, keep, patience, type State } from "./asl";
import { runName } from "./champion";

export interface TransformSpec {
  readonly partition: string;
  /** Begin of job names. Leaves room for `-<run>`: see {@link runNameRoom}. */
  readonly namePrefix: string;
  readonly bucket: string;
  /** `score/` and `predictions/`. */
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly dataName: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** How many leading columns are the key: they are kept from the model and joined to its answer. */
  readonly keyColumns: number;
  /** Megabytes per request, 1 to 100. */
  readonly maxPayloadMb: number;
  readonly keyArn?: string;
}

/** Characters a run adds to a job's name: `-` and Snowflake's run group id, plus an attempt. */
export const runNameRoom = 40;

/**
 * Scores one unloaded set with the champion's model (`model` of the input). The key columns go around the model:
 * the input filter drops them, the join puts them before the answer. Doc page "Associate prediction results with
 * input records".
 */
export function transformStates(spec: TransformSpec, next: string): Record<string, State> {
  const kept = [...Array.from({ length: spec.keyColumns }, (_, index) => String(index)), "-1"].join(",");
  return {
    Transform: {
      Type: "Task",
      Resource: integration(spec.partition, "sagemaker:createTransformJob.sync"),
      Arguments: {
        TransformJobName: jsonata(runName(spec.namePrefix)),
        ModelName: jsonata("$states.input.model"),
        BatchStrategy: "MultiRecord",
        MaxPayloadInMB: spec.maxPayloadMb,
        TransformInput: {
          ContentType: "text/csv",
          SplitType: "Line",
          CompressionType: "None",
          DataSource: {
            S3DataSource: {
              S3DataType: "S3Prefix",
              S3Uri: jsonata(
                `"s3://${spec.bucket}/${spec.inputPrefix}" & $states.input.run & "/${spec.dataName}"`,
              ),
            },
          },
        },
        TransformOutput: {
          S3OutputPath: jsonata(
            `"s3://${spec.bucket}/${spec.outputPrefix}" & $states.input.model & "/" & $states.input.run`,
          ),
          Accept: "text/csv",
          AssembleWith: "Line",
          ...(spec.keyArn === undefined ? {} : { KmsKeyId: spec.keyArn }),
        },
        TransformResources: { InstanceType: spec.instanceType, InstanceCount: spec.instanceCount },
        DataProcessing: {
          InputFilter: `$[${spec.keyColumns}:]`,
          JoinSource: "Input",
          OutputFilter: `$[${kept}]`,
        },
      },
      Output: keep({ transformJob: "$states.result.TransformJobName" }),
      Retry: patience,
      Catch: [
        // EventBridge delivers at least once: the second delivery finds the job there, and the work done.
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
