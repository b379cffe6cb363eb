import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { join } from "node:path";
import { ClientFailure } from "../jobs/channels";
import { readImage } from "../jobs/images";

export interface Command {
  command: string;
  args: string[];
}

/** What the container of a training job runs: the given entry point, a script, or the built-in algorithm. */
export function trainingCommand(request: CreateTrainingJobRequest, base: string, python: string): Command {
  const algorithm = request.AlgorithmSpecification;
  const entry = algorithm?.ContainerEntrypoint;
  const rest = (algorithm?.ContainerArguments ?? []).map((argument) => inside(argument, base));
  if (entry && entry.length > 0) {
    const own = entry.map((part) => inside(part, base));
    return { command: python, args: ["-m", "floe_sagemaker.entry", ...own, ...rest] };
  }
  if (isScript(request)) return { command: python, args: ["-m", "floe_sagemaker.script"] };
  if (readImage(algorithm?.TrainingImage ?? "").kind === "xgboost") {
    return { command: python, args: ["-m", "floe_sagemaker.train"] };
  }
  throw new ClientFailure(
    `ClientError: The local SageMaker cannot run the image ${algorithm?.TrainingImage ?? ""}: give ContainerEntrypoint, ` +
      "the hyperparameters sagemaker_program and sagemaker_submit_directory, or the image sagemaker-xgboost:3.2-0",
  );
}

/** Whether the hyperparameters name a script to run. */
export function isScript(request: CreateTrainingJobRequest): boolean {
  return request.HyperParameters?.["sagemaker_program"] !== undefined;
}

/** A path of the container's tree as it is on this machine. */
export function inside(argument: string, base: string): string {
  return argument.replace(/(^|=)\/opt\/ml(?=\/|$)/gu, (_whole, before: string) => `${before}${base}`);
}

/** A hyperparameter as the toolkit writes it: JSON text, or plain. */
export function hyperParameter(request: CreateTrainingJobRequest, name: string): string | undefined {
  const value = request.HyperParameters?.[name];
  if (value === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "string" ? parsed : value;
  } catch {
    return value;
  }
}

/** Where a script's archive is unpacked. */
export function codeFolder(base: string): string {
  return join(base, "code");
}
