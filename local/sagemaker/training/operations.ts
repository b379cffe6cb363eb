import type { CreateTrainingJobRequest, UpdateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { operation, type Operations } from "../front/operation";
import { name, paging } from "../shapes/common";
import { recorded, structure, text, whole } from "../shapes/shape";
import { page, type ListQuery } from "../state/paging";
import type { TrainingJobs } from "./jobs";
import { describe } from "./record";
import { createTrainingJob } from "./shape";
import { update } from "./update";

interface Named {
  TrainingJobName: string;
}

const onJob = (input: { TrainingJobName?: string }) => `training-job/${input.TrainingJobName ?? ""}`;
const named = structure({ TrainingJobName: name });

export function trainingOperations(jobs: TrainingJobs): Operations {
  return {
    CreateTrainingJob: operation<CreateTrainingJobRequest>({
      shape: createTrainingJob,
      resource: onJob,
      passes: (input) => input.RoleArn,
      run: async (input, call) => ({ TrainingJobArn: (await jobs.create(input, call)).arn }),
    }),
    DescribeTrainingJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => describe(jobs.get(input.TrainingJobName)),
    }),
    StopTrainingJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => {
        jobs.stop(input.TrainingJobName);
        return {};
      },
    }),
    DeleteTrainingJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: async (input) => {
        await jobs.delete(input.TrainingJobName);
        return {};
      },
    }),
    UpdateTrainingJob: operation<UpdateTrainingJobRequest>({
      shape: structure(
        { TrainingJobName: name },
        {
          ResourceConfig: structure({ KeepAlivePeriodInSeconds: whole(0, 21_600) }),
          ProfilerConfig: recorded,
          ProfilerRuleConfigurations: recorded,
          RemoteDebugConfig: recorded,
        },
      ),
      resource: onJob,
      run: (input) => {
        const job = jobs.get(input.TrainingJobName);
        update(job, input);
        jobs.store.put(input.TrainingJobName ?? "", job);
        return { TrainingJobArn: job.arn };
      },
    }),
    ListTrainingJobs: operation<ListQuery>({
      shape: structure(
        {},
        {
          ...paging,
          StatusEquals: text({
            oneOf: ["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"],
          }),
          WarmPoolStatusEquals: text(),
          TrainingPlanArnEquals: text(),
        },
      ),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(jobs.store.all(), input, (job) => ({
          name: job.request.TrainingJobName ?? "",
          status: job.status,
          created: job.created,
          modified: job.modified,
        }));
        return {
          ...more,
          TrainingJobSummaries: items.map((job) => ({
            TrainingJobName: job.request.TrainingJobName,
            TrainingJobArn: job.arn,
            CreationTime: job.created,
            ...(job.ended === undefined ? {} : { TrainingEndTime: job.ended }),
            LastModifiedTime: job.modified,
            TrainingJobStatus: job.status,
            SecondaryStatus: job.secondary,
          })),
        };
      },
    }),
  };
}
