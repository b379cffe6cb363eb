import type * as pulumi from "@pulumi/pulumi";

/** Data of one channel: exactly one of `s3Uri`, `fileSystem` and `datasetArn`. */
export interface Channel {
  /** `s3://bucket/prefix`, or the manifest when `dataType` is one. */
  readonly s3Uri?: pulumi.Input<string>;
  /**
   * How `s3Uri` is read: every object under a prefix, what a manifest lists, the lines of an augmented manifest,
   * or conversations in the Converse format. Default: `S3Prefix`.
   */
  readonly dataType?: pulumi.Input<"S3Prefix" | "ManifestFile" | "AugmentedManifestFile" | "Converse">;
  /**
   * Whether each instance gets all objects (`FullyReplicated`) or its share (`ShardedByS3Key`). Default:
   * `FullyReplicated`.
   */
  readonly distribution?: pulumi.Input<"FullyReplicated" | "ShardedByS3Key">;
  /** Attributes to read from an augmented manifest, at most 16. */
  readonly attributeNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** Names of the instance groups that get this data. Default: all, at most 5. */
  readonly instanceGroups?: pulumi.Input<pulumi.Input<string>[]>;
  /** True accepts the license of a gated model that this channel reads. Default: not accepted. */
  readonly acceptEula?: pulumi.Input<boolean>;
  /** ARN of a model reference in a private hub, for a JumpStart model read as data. */
  readonly hubContentArn?: pulumi.Input<string>;
  /** A directory of EFS or FSx for Lustre instead of S3. Needs `vpc`. */
  readonly fileSystem?: pulumi.Input<FileSystem>;
  /** ARN of a SageMaker data set instead of S3. */
  readonly datasetArn?: pulumi.Input<string>;
  /** MIME type of the data, such as `text/csv`. Default: the algorithm's. */
  readonly contentType?: pulumi.Input<string>;
  /** `Gzip` for objects that Pipe mode is to unpack. Default: `None`. */
  readonly compression?: pulumi.Input<"None" | "Gzip">;
  /** How this channel's data reaches the container. Default: `inputMode` of the job. */
  readonly inputMode?: pulumi.Input<"File" | "Pipe" | "FastFile">;
  /** `RecordIO` wraps each object in a record, for algorithms that want it. Default: `None`. */
  readonly recordWrapper?: pulumi.Input<"None" | "RecordIO">;
  /** Shuffles the objects, in Pipe mode anew for each epoch, with this seed. Default: no shuffling. */
  readonly shuffleSeed?: pulumi.Input<number>;
}

/** A directory of EFS or FSx for Lustre instead of S3. Needs `vpc`. */
export interface FileSystem {
  /** `fs-` and its digits. */
  readonly id: pulumi.Input<string>;
  /** `EFS` or `FSxLustre`. */
  readonly type: pulumi.Input<"EFS" | "FSxLustre">;
  /** Absolute path of the directory; for FSx it begins with the mount name. */
  readonly directory: pulumi.Input<string>;
  /** `ro` reads only; `rw` may write. Default: `ro`. */
  readonly accessMode?: pulumi.Input<"ro" | "rw">;
}

/**
 * Where checkpoints are kept, so that an interrupted job goes on where it was. Required with `spot`. A change
 * retrains.
 */
export interface Checkpoint {
  /** `s3://bucket/prefix`. */
  readonly s3Uri: pulumi.Input<string>;
  /** Folder in the container. Default: `/opt/ml/checkpoints`. */
  readonly localPath?: pulumi.Input<string>;
}

/** One group. */
export interface InstanceGroup {
  /** Name by which channels and `distribution` refer to it, at most 64 characters. */
  readonly name: pulumi.Input<string>;
  /** Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. */
  readonly instanceType: pulumi.Input<string>;
  /** Number of instances. */
  readonly instanceCount: pulumi.Input<number>;
}

/** One alternative. */
export interface InstancePreference {
  /** Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. */
  readonly instanceType: pulumi.Input<string>;
  /** Number of instances of this type: for all alternatives or for none. Default: `instanceCount`. */
  readonly instanceCount?: pulumi.Input<number>;
  /** ARN of a training plan whose reserved capacity is used for this type. */
  readonly trainingPlanArns?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Where instances are placed within UltraServers. A change retrains. */
export interface UltraServerPlacement {
  /** Lets other jobs share the UltraServer. Default: false. */
  readonly multipleJobs?: pulumi.Input<boolean>;
  /** How many instances go on which UltraServer, at most 10 entries. */
  readonly ultraServers?: pulumi.Input<pulumi.Input<UltraServer>[]>;
}

/** One placement. */
export interface UltraServer {
  /** Id of the UltraServer. Default: any. */
  readonly id?: pulumi.Input<string>;
  /** Instances placed together on it. */
  readonly instanceCount: pulumi.Input<number>;
}

/**
 * How AWS's framework containers (PyTorch, TensorFlow, MXNet, Hugging Face) launch the processes of a distributed
 * training: set as the hyperparameters their training toolkit reads. Containers of your own read the hosts from
 * `/opt/ml/input/config/resourceconfig.json` instead. A change retrains.
 */
export interface TrainingDistribution {
  /**
   * `torchDistributed` runs torchrun; `mpi` runs mpirun (Horovod); `parameterServer`; `dataParallel` is
   * SageMaker's data parallel library; `multiWorkerMirrored` is TensorFlow's.
   */
  readonly strategy: pulumi.Input<
    "torchDistributed" | "mpi" | "parameterServer" | "dataParallel" | "multiWorkerMirrored"
  >;
  /** With `mpi`: processes on each instance. Default: the container's, one for each GPU. */
  readonly processesPerHost?: pulumi.Input<number>;
  /** With `mpi`: further options of mpirun. */
  readonly mpiOptions?: pulumi.Input<string>;
  /** Names of the instance groups that take part. Default: all. */
  readonly instanceGroups?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Model customization without instances: SageMaker fine-tunes or evaluates a base model and bills by token.
 * Instead of `image` and instances. A change retrains.
 */
export interface ServerlessTraining {
  /** ARN of the base model in the SageMaker public hub; its newest version is used. */
  readonly baseModelArn: pulumi.Input<string>;
  /** `FineTuning` or `Evaluation`. */
  readonly jobType: pulumi.Input<"FineTuning" | "Evaluation">;
  /** True accepts the license of the base model. */
  readonly acceptEula?: pulumi.Input<boolean>;
  /** Technique of fine-tuning. */
  readonly customization?: pulumi.Input<"SFT" | "DPO" | "RLVR" | "RLAIF">;
  /** Parameter-efficient fine-tuning. */
  readonly peft?: pulumi.Input<"LORA">;
  /** Kind of evaluation; required for `Evaluation`. */
  readonly evaluationType?: pulumi.Input<
    "LLMAJEvaluation" | "CustomScorerEvaluation" | "BenchmarkEvaluation"
  >;
  /** ARN of the evaluator used as reward or scorer. */
  readonly evaluatorArn?: pulumi.Input<string>;
  /** Longest sequence, in tokens. Default: SageMaker's choice. */
  readonly sequenceLength?: pulumi.Input<"1K" | "2K" | "4K" | "8K" | "16K" | "32K" | "64K" | "128K">;
}

/** How an image outside ECR is fetched. A change retrains. */
export interface PrivateRegistry {
  /** `Platform` for ECR; `Vpc` for a private registry that the job's VPC reaches. */
  readonly accessMode: pulumi.Input<"Platform" | "Vpc">;
  /** ARN of the Lambda function that gives the registry's credentials. */
  readonly credentialsProviderArn?: pulumi.Input<string>;
}

/**
 * Network the job runs in, for private data and file systems. Default: SageMaker's own. A change retrains.
 */
export interface Vpc {
  /** Ids of 1 to 16 subnets. */
  readonly subnets: pulumi.Input<pulumi.Input<string>[]>;
  /** Ids of 1 to 5 security groups. */
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** One metric. */
export interface MetricDefinition {
  /** Name, 1 to 255 characters. */
  readonly name: pulumi.Input<string>;
  /** Regular expression over the log; its first group is the value. At most 500 characters. */
  readonly regex: pulumi.Input<string>;
}

/** Tensors that SageMaker Debugger saves. A change retrains. */
export interface DebugHook {
  /** `s3://bucket/prefix` for the tensors. */
  readonly s3OutputPath: pulumi.Input<string>;
  /** Folder in the container. Default: `/opt/ml/output/tensors`. */
  readonly localPath?: pulumi.Input<string>;
  /** Settings of the hook, such as how often it saves. */
  readonly parameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Tensor collections to save, at most 20. */
  readonly collections?: pulumi.Input<pulumi.Input<TensorCollection>[]>;
}

/** One collection. */
export interface TensorCollection {
  /** Name of the collection. */
  readonly name?: pulumi.Input<string>;
  /** Its settings: `include_regex`, `save_config`, `reduction_config` and the like. */
  readonly parameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** One rule. */
export interface TrainingRule {
  /** Unique name of the rule. */
  readonly name: pulumi.Input<string>;
  /** Image that evaluates it. */
  readonly image: pulumi.Input<string>;
  /** Folder in the container the rule's output is written to. */
  readonly localPath?: pulumi.Input<string>;
  /** `s3://bucket/prefix` the rule's output is kept under. */
  readonly s3OutputPath?: pulumi.Input<string>;
  /** Instance of a custom rule, billed while the job runs. */
  readonly instanceType?: pulumi.Input<string>;
  /** Volume of that instance, GB. */
  readonly volumeSizeGb?: pulumi.Input<number>;
  /** Settings of the rule. */
  readonly parameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** TensorBoard data. A change retrains. */
export interface TensorBoard {
  /** `s3://bucket/prefix` for the data. */
  readonly s3OutputPath: pulumi.Input<string>;
  /** Folder in the container. Default: `/opt/ml/output/tensorboard`. */
  readonly localPath?: pulumi.Input<string>;
}

/** SageMaker Experiments entry of the job. A change retrains. */
export interface TrainingExperiment {
  /** Existing experiment. */
  readonly name?: pulumi.Input<string>;
  /** Existing trial. Default: a new one. */
  readonly trialName?: pulumi.Input<string>;
  /** Shown name of the trial component. */
  readonly displayName?: pulumi.Input<string>;
  /** Name of the run. */
  readonly runName?: pulumi.Input<string>;
}

/** Managed MLflow run of the job. A change retrains. */
export interface MlflowRun {
  /** ARN of the MLflow app or tracking server. */
  readonly arn: pulumi.Input<string>;
  /** Experiment. */
  readonly experimentName?: pulumi.Input<string>;
  /** Run. */
  readonly runName?: pulumi.Input<string>;
}

/** Registers the result in the model registry. A change retrains. */
export interface TrainingModelPackage {
  /** ARN of the model package group. */
  readonly groupArn: pulumi.Input<string>;
  /** ARN of the model package that training goes on from, or that is evaluated. */
  readonly sourceArn?: pulumi.Input<string>;
}

/** System and framework profiling. Changed in place while the job runs; else the next training has it. */
export interface TrainingProfiler {
  /** `s3://bucket/prefix` for the profile. */
  readonly s3OutputPath?: pulumi.Input<string>;
  /** Time between two samples. Default: 500. */
  readonly intervalMilliseconds?: pulumi.Input<100 | 200 | 500 | 1000 | 5000 | 60000>;
  /** What of the framework is profiled, as `DetailedProfilingConfig` and the like. */
  readonly parameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Turns Debugger's monitoring and profiling off. Default: false. */
  readonly disabled?: pulumi.Input<boolean>;
}

/**
 * The bar the model must pass: a threshold, the model before it, or both. Without one every finished model passes.
 */
export interface Gate {
  /**
   * Metric of the job, such as `validation:auc`; with `evaluation`, the path of a number in that document, such as
   * `binary_classification_metrics.auc.value`.
   */
  readonly metric: pulumi.Input<string>;
  /** Comparison with the threshold. Use `<=` for errors and losses. Default: `>=`. */
  readonly operator?: pulumi.Input<">=" | ">" | "<=" | "<">;
  /** Least value that may serve; with `<` and `<=`, the greatest. */
  readonly threshold?: pulumi.Input<number>;
  /**
   * The model must be better than the one this resource holds, by more than `minimumGain`. Default: false.
   */
  readonly betterThanChampion?: pulumi.Input<boolean>;
  /** By how much it must be better. Default: 0. */
  readonly minimumGain?: pulumi.Input<number>;
  /**
   * Takes the metric from a JSON document in S3 that the training wrote, instead of the job's own final metrics.
   */
  readonly evaluation?: pulumi.Input<Evaluation>;
}

/**
 * Takes the metric from a JSON document in S3 that the training wrote, instead of the job's own final metrics.
 */
export interface Evaluation {
  /** `s3://bucket/key` of the document; `{job}` in it stands for the job's name. */
  readonly s3Uri: pulumi.Input<string>;
}
