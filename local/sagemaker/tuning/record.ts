import type {
  CreateHyperParameterTuningJobRequest,
  HyperParameterTuningJobStatus,
  Tag,
} from "@aws-sdk/client-sagemaker";

export interface Trial {
  name: string;
  tuned: Record<string, string>;
  /** The training definition it was made from, when the job has several. */
  definition?: string;
  /** Why the tuning job stopped it. */
  stopped?: string;
}

/** A tuning job as it is kept. */
export interface TuningJob {
  arn: string;
  account: string;
  region: string;
  request: CreateHyperParameterTuningJobRequest;
  status: HyperParameterTuningJobStatus;
  created: number;
  modified: number;
  ended?: number;
  failure?: string;
  /** Why it ended before its limits were reached. */
  completion?: { notImproving: number; convergedAt?: number };
  /** Training jobs in the order they were started, with the hyperparameters that were drawn. */
  trials: Trial[];
  tags: Tag[];
}
