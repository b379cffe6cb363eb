import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { messageOf } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { ClientFailure } from "../jobs/channels";
import { below, formatS3Uri } from "../jobs/s3-uri";
import { hasFiles, pack } from "../jobs/tarball";

const isPlain = (request: CreateTrainingJobRequest) => request.OutputDataConfig?.CompressionType === "NONE";

/** Where a job's model will be: an archive, or a prefix for those who want the files as they are. */
export function artifactUri(request: CreateTrainingJobRequest): string {
  const output = request.OutputDataConfig?.S3OutputPath ?? "";
  const last = isPlain(request) ? "model" : "model.tar.gz";
  const uri = formatS3Uri(below(output, request.TrainingJobName ?? "", "output", last));
  return isPlain(request) ? `${uri}/` : uri;
}

/** Uploads model, output and checkpoints of a tree as the service does. */
export async function uploadArtifacts(
  request: CreateTrainingJobRequest,
  access: RoleAccess,
  base: string,
  withModel: boolean,
): Promise<void> {
  const target = request.OutputDataConfig?.S3OutputPath ?? "";
  const job = request.TrainingJobName ?? "";
  const key = request.OutputDataConfig?.KmsKeyId;
  const send = async (folder: string, name: string) => {
    if (!(await hasFiles(folder))) return;
    if (isPlain(request)) {
      await uploadFolder(access, folder, below(target, job, "output", name), key);
      return;
    }
    const file = join(base, "..", `${name}.tar.gz`);
    await pack(folder, file);
    await access.upload(file, below(target, job, "output", `${name}.tar.gz`), key);
  };
  try {
    if (withModel) await send(join(base, "model"), "model");
    const failed = existsSync(join(base, "output", "failure"));
    await send(failed ? join(base, "output") : join(base, "output", "data"), "output");
    const checkpoints = request.CheckpointConfig?.S3Uri;
    if (checkpoints !== undefined) {
      const folder = join(base, "checkpoints");
      await mkdir(folder, { recursive: true });
      await uploadFolder(access, folder, below(checkpoints), undefined);
    }
  } catch (error) {
    throw new ClientFailure(`ClientError: Failed to upload the output to ${target}: ${messageOf(error)}`);
  }
}

async function uploadFolder(
  access: RoleAccess,
  folder: string,
  to: ReturnType<typeof below>,
  key: string | undefined,
): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    await access.upload(file, below(formatS3Uri(to), relative(folder, file)), key);
  }
}
