/** How the processes of a distributed training find each other. */
export interface Distribution {
  readonly strategy: (typeof distributionStrategies)[number];
  readonly processesPerHost?: number;
  readonly mpiOptions?: string;
  readonly instanceGroups?: readonly string[];
}

export const distributionStrategies = [
  "torchDistributed",
  "mpi",
  "parameterServer",
  "dataParallel",
  "multiWorkerMirrored",
] as const;

const flags: Readonly<Record<Distribution["strategy"], string>> = {
  torchDistributed: "sagemaker_torch_distributed_enabled",
  mpi: "sagemaker_mpi_enabled",
  parameterServer: "sagemaker_parameter_server_enabled",
  dataParallel: "sagemaker_distributed_dataparallel_enabled",
  multiWorkerMirrored: "sagemaker_multi_worker_mirrored_strategy_enabled",
};

/**
 * The hyperparameters that tell AWS's framework containers how to launch the processes of a distributed training
 * (SageMaker Training Toolkit; the SageMaker Python SDK sets the same ones for its `distribution` argument).
 *
 * @param instanceType type of the instances that take part: the launchers choose their topology by it.
 */
export function distributionParameters(
  distribution: Distribution,
  instanceType: string | undefined,
): Record<string, string> {
  const { strategy, processesPerHost, mpiOptions, instanceGroups = [] } = distribution;
  return {
    [flags[strategy]]: "true",
    ...(instanceType === undefined ? {} : { sagemaker_instance_type: instanceType }),
    ...(processesPerHost === undefined
      ? {}
      : { sagemaker_mpi_num_of_processes_per_host: String(processesPerHost) }),
    ...(mpiOptions === undefined ? {} : { sagemaker_mpi_custom_mpi_options: mpiOptions }),
    ...(instanceGroups.length === 0
      ? {}
      : { sagemaker_distribution_instance_groups: JSON.stringify(instanceGroups) }),
  };
}
