import type { CreateHyperParameterTuningJobRequest } from "@aws-sdk/client-sagemaker";
import { operation, type Operations } from "../front/operation";
import { paging } from "../shapes/common";
import { structure, text } from "../shapes/shape";
import { page, type ListQuery } from "../state/paging";
import { describe, summary, value } from "./describe";
import type { TuningJobs } from "./jobs";
import { createTuningJob } from "./shape";

interface Named {
  HyperParameterTuningJobName: string;
}

const name = text({ min: 1, max: 32 });
const onJob = (input: { HyperParameterTuningJobName?: string }) =>
  `hyper-parameter-tuning-job/${input.HyperParameterTuningJobName ?? ""}`;
const named = structure({ HyperParameterTuningJobName: name });

export function tuningOperations(jobs: TuningJobs): Operations {
  return {
    CreateHyperParameterTuningJob: operation<CreateHyperParameterTuningJobRequest>({
      shape: createTuningJob,
      resource: onJob,
      passes: (input) =>
        [input.TrainingJobDefinition, ...(input.TrainingJobDefinitions ?? [])].flatMap(
          (definition) => definition?.RoleArn ?? [],
        ),
      run: (input, call) => ({ HyperParameterTuningJobArn: jobs.create(input, call).arn }),
    }),
    DescribeHyperParameterTuningJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => {
        const job = jobs.get(input.HyperParameterTuningJobName);
        return describe(job, jobs.trials(job), jobs.parents(job));
      },
    }),
    StopHyperParameterTuningJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => {
        jobs.stop(input.HyperParameterTuningJobName);
        return {};
      },
    }),
    DeleteHyperParameterTuningJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => {
        jobs.delete(input.HyperParameterTuningJobName);
        return {};
      },
    }),
    ListTrainingJobsForHyperParameterTuningJob: operation<Named & ListQuery>({
      shape: structure({ HyperParameterTuningJobName: name }, { ...paging, StatusEquals: text() }),
      resource: onJob,
      run: (input) => {
        const job = jobs.get(input.HyperParameterTuningJobName);
        const { items, ...more } = page(jobs.trials(job), input, (trial) => ({
          name: trial.request.TrainingJobName ?? "",
          status: trial.status,
          created: input.SortBy === "FinalObjectiveMetricValue" ? (value(job, trial) ?? 0) : trial.created,
          modified: trial.modified,
        }));
        return { ...more, TrainingJobSummaries: items.map((trial) => summary(job, trial)) };
      },
    }),
    ListHyperParameterTuningJobs: operation<ListQuery>({
      shape: structure({}, { ...paging, StatusEquals: text() }),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(jobs.store.all(), input, (job) => ({
          name: job.request.HyperParameterTuningJobName ?? "",
          status: job.status,
          created: job.created,
          modified: job.modified,
        }));
        return {
          ...more,
          HyperParameterTuningJobSummaries: items.map((job) => ({
            ...describe(job, jobs.trials(job), []),
            Strategy: job.request.HyperParameterTuningJobConfig?.Strategy,
            ResourceLimits: job.request.HyperParameterTuningJobConfig?.ResourceLimits,
          })),
        };
      },
    }),
  };
}
