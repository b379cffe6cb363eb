import { table } from "../../jobs";

const { flag, list, object, text, texts, textMap, whole } = table;

const instanceType = "Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`.";

/** What the job runs on and how its processes are started: a change retrains. */
export const computeInputs: table.Table = {
  instanceType: text(
    `${instanceType} Billed by the second from start to end of the job. Exactly one of \`instanceType\`, \`instanceGroups\`, \`instancePreferences\` and \`serverless\`. A change retrains.`,
  ),
  instanceCount: whole(
    "Number of instances, 1 to 5000. More than one is for algorithms that train distributed. Default: 1. A change retrains.",
    { default: 1 },
  ),
  instanceGroups: list(
    "A heterogeneous cluster: 1 to 5 groups of different instance types, such as CPUs that prepare data for GPUs. A change retrains.",
    object("One group.", {
      name: text("Name by which channels and `distribution` refer to it, at most 64 characters.", {
        required: true,
      }),
      instanceType: text(instanceType, { required: true }),
      instanceCount: whole("Number of instances.", { required: true }),
    }),
  ),
  instancePreferences: list(
    "Instance types in order of preference: SageMaker trains on the first that has capacity. Not with `spot` or `placement`. A change retrains.",
    object("One alternative.", {
      instanceType: text(instanceType, { required: true }),
      instanceCount: whole(
        "Number of instances of this type: for all alternatives or for none. Default: `instanceCount`.",
      ),
      trainingPlanArns: texts("ARN of a training plan whose reserved capacity is used for this type."),
    }),
  ),
  volumeSizeGb: whole(
    "Size of each instance's volume, GB. Instances with NVMe storage of their own ignore it. Default: 30. A change retrains.",
    { default: 30 },
  ),
  volumeKmsKeyId: text(
    "KMS key for the volumes. Not for instances with local storage, which encrypt it themselves. Default: an AWS owned key. A change retrains.",
  ),
  trainingPlanArn: text("ARN of a training plan whose reserved capacity is used. A change retrains."),
  placement: object("Where instances are placed within UltraServers. A change retrains.", {
    multipleJobs: flag("Lets other jobs share the UltraServer. Default: false."),
    ultraServers: list(
      "How many instances go on which UltraServer, at most 10 entries.",
      object("One placement.", {
        id: text("Id of the UltraServer. Default: any."),
        instanceCount: whole("Instances placed together on it.", { required: true }),
      }),
    ),
  }),
  distribution: object(
    "How AWS's framework containers (PyTorch, TensorFlow, MXNet, Hugging Face) launch the processes of a distributed training: set as the hyperparameters their training toolkit reads. Containers of your own read the hosts from `/opt/ml/input/config/resourceconfig.json` instead. A change retrains.",
    {
      strategy: text(
        "`torchDistributed` runs torchrun; `mpi` runs mpirun (Horovod); `parameterServer`; `dataParallel` is SageMaker's data parallel library; `multiWorkerMirrored` is TensorFlow's.",
        {
          required: true,
          allowed: ["torchDistributed", "mpi", "parameterServer", "dataParallel", "multiWorkerMirrored"],
        },
      ),
      processesPerHost: whole(
        "With `mpi`: processes on each instance. Default: the container's, one for each GPU.",
      ),
      mpiOptions: text("With `mpi`: further options of mpirun."),
      instanceGroups: texts("Names of the instance groups that take part. Default: all."),
    },
  ),
  serverless: object(
    "Model customization without instances: SageMaker fine-tunes or evaluates a base model and bills by token. Instead of `image` and instances. A change retrains.",
    {
      baseModelArn: text("ARN of the base model in the SageMaker public hub; its newest version is used.", {
        required: true,
      }),
      jobType: text("`FineTuning` or `Evaluation`.", {
        required: true,
        allowed: ["FineTuning", "Evaluation"],
      }),
      acceptEula: flag("True accepts the license of the base model."),
      customization: text("Technique of fine-tuning.", { allowed: ["SFT", "DPO", "RLVR", "RLAIF"] }),
      peft: text("Parameter-efficient fine-tuning.", { allowed: ["LORA"] }),
      evaluationType: text("Kind of evaluation; required for `Evaluation`.", {
        allowed: ["LLMAJEvaluation", "CustomScorerEvaluation", "BenchmarkEvaluation"],
      }),
      evaluatorArn: text("ARN of the evaluator used as reward or scorer."),
      sequenceLength: text("Longest sequence, in tokens. Default: SageMaker's choice.", {
        allowed: ["1K", "2K", "4K", "8K", "16K", "32K", "64K", "128K"],
      }),
    },
  ),
  environment: textMap(
    "Environment of the container, at most 100 entries. Not for secrets: anyone who may describe the job reads it. A change retrains.",
  ),
  entryPoint: texts(
    "Command of the container instead of the image's own, at most 100 words. A change retrains.",
  ),
  containerArguments: texts("Arguments of the command, at most 100. A change retrains."),
  privateRegistry: object("How an image outside ECR is fetched. A change retrains.", {
    accessMode: text("`Platform` for ECR; `Vpc` for a private registry that the job's VPC reaches.", {
      required: true,
      allowed: ["Platform", "Vpc"],
    }),
    credentialsProviderArn: text("ARN of the Lambda function that gives the registry's credentials."),
  }),
  vpc: object(
    "Network the job runs in, for private data and file systems. Default: SageMaker's own. A change retrains.",
    {
      subnets: texts("Ids of 1 to 16 subnets.", { required: true }),
      securityGroupIds: texts("Ids of 1 to 5 security groups.", { required: true }),
    },
  ),
  networkIsolation: flag(
    "The container gets no network at all; data still arrives and results still leave. Default: false. A change retrains.",
    { default: false },
  ),
  encryptInterContainerTraffic: flag(
    "Encrypts traffic between the instances of one job; slower. Default: false. A change retrains.",
    { default: false },
  ),
  sessionTagChaining: flag(
    "Hands the deploying role's session tags on to the execution role, for access by attributes. A change retrains.",
  ),
};
