import { bag, flag, type ResourceType } from "../../framework";
import { jobBehaviour, type JobSpec, judge } from "../jobs";
import { check } from "./check";
import { aimOf, derive, finish, hasBest, outputsOf } from "./describe";
import { costs, description, example, permissions } from "./docs";
import { inputsOf } from "./imported";
import { type TuningDescription, tuningKind } from "./kind";
import { definingInputs, inputs, outputs } from "./table";

const spec: JobSpec<TuningDescription> = {
  kind: tuningKind,
  prefix: "retrain",
  defining: definingInputs,
  outputs,
  outputsOf,
  inputsOf,
  derive,
  finish,
  accepts: ({ status }, news) =>
    status === "Completed" || (status === "Stopped" && flag(news.acceptStopped) === true),
  judge: (news, result, champion) =>
    hasBest(result)
      ? judge(news, bag(result.metrics), champion === undefined ? undefined : bag(champion.metrics))
      : { passed: false, message: `no trial reported ${aimOf(news)}` },
};

/** `floe:sagemaker:TuningJob` */
export const tuningJob: ResourceType = {
  token: "floe:sagemaker:TuningJob",
  description,
  costs,
  permissions,
  example,
  inputs,
  outputs,
  check,
  ...jobBehaviour(spec),
};
