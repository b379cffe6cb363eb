import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The host name a job on one instance sees: one that resolves. */
export const host = "localhost";

/** Makes the documented tree under `base` and writes the three configuration files. */
export async function layOut(
  base: string,
  request: CreateTrainingJobRequest,
  resources: object,
): Promise<void> {
  await rm(base, { recursive: true, force: true });
  for (const folder of ["input/config", "input/data", "model", "output/data", "checkpoints", "code"]) {
    await mkdir(join(base, folder), { recursive: true });
  }
  const config = (name: string, value: unknown) =>
    writeFile(join(base, "input", "config", `${name}.json`), JSON.stringify(value));
  await config("hyperparameters", request.HyperParameters ?? {});
  await config(
    "inputdataconfig",
    Object.fromEntries(
      (request.InputDataConfig ?? []).map((channel) => [
        channel.ChannelName ?? "",
        {
          ...(channel.ContentType === undefined ? {} : { ContentType: channel.ContentType }),
          TrainingInputMode: channel.InputMode ?? "File",
          S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? "FullyReplicated",
          RecordWrapperType: channel.RecordWrapperType ?? "None",
        },
      ]),
    ),
  );
  await config("resourceconfig", resources);
}
