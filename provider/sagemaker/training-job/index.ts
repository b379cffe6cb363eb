import { bag, flag, type ResourceType } from "../../framework";
import { jobBehaviour, type JobSpec, judge } from "../jobs";
import { finish } from "./artifact";
import { check } from "./check";
import { derive, inputsOf, outputsOf } from "./describe";
import { costs, description, example, permissions } from "./docs";
import { type TrainingDescription, trainingKind } from "./kind";
import { retouch } from "./live";
import { inputs, outputs, trainingInputs } from "./table";

const spec: JobSpec<TrainingDescription> = {
  kind: trainingKind,
  prefix: "retrain",
  defining: trainingInputs,
  outputs,
  outputsOf,
  inputsOf,
  derive,
  finish,
  retouch,
  accepts: ({ status }, news) =>
    status === "Completed" || (status === "Stopped" && flag(news.acceptStopped) === true),
  judge: (news, result, champion) =>
    judge(news, bag(result.metrics), champion === undefined ? undefined : bag(champion.metrics)),
};

/** `floe:sagemaker:TrainingJob` */
export const trainingJob: ResourceType = {
  token: "floe:sagemaker:TrainingJob",
  description,
  costs,
  permissions,
  example,
  inputs,
  outputs,
  check,
  ...jobBehaviour(spec),
};
