import { layout, type Gate } from "../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import type { StorageExchange } from "../exchange";
import { Retraining, type RetrainingArgs, type RetrainingDeployment } from "../retraining";
import {
  Endpoint,
  Model,
  Training,
  type EndpointDeployment,
  type EndpointSettings,
  type ServingSpec,
} from "../sagemaker";
import type { LoopContext } from "./context";
import type { LoopNodes } from "./nodes";

export function loopServed(
  loop: LoopContext,
  made: Pick<LoopNodes, "exchange" | "trainingRun">,
): Pick<LoopNodes, "training" | "model" | "endpoint"> {
  const { training: spec } = loop.args;
  const { exchange, trainingRun } = made;
  const shared = {
    namePrefix: loop.modelPrefix,
    place: loop.place,
    bucketArn: exchange.bucketArn,
    keyArn: exchange.keyArn,
  };
  const set = (name: string) =>
    pulumi.interpolate`s3://${exchange.bucketName}/${layout.train}${trainingRun.runId}/${name}/`;
  const training = new Training(
    loop.childName("training"),
    {
      ...spec,
      ...shared,
      bucket: exchange.bucketName,
      channels: { train: set("train"), validation: set("validation") },
      onGateFailure: spec.onGateFailure ?? "keepPrevious",
    },
    loop.within(),
  );
  const model = new Model(
    loop.childName("model"),
    {
      ...shared,
      artifactUri: training.artifactUri,
      ...(spec.image === undefined ? {} : { image: spec.image }),
    },
    loop.within(),
  );
  const endpoint = new Endpoint(
    loop.childName("endpoint"),
    {
      ...servingOf(loop, exchange),
      model,
      namePrefix: loop.modelPrefix,
      place: loop.place,
      promotedBy: loop.args.retraining === undefined ? "deploy" : "retraining",
      ...(spec.onDelete === undefined ? {} : { retrainingJobs: spec.onDelete }),
    },
    loop.within(),
  );
  return { training, model, endpoint };
}

/** The loop's own bucket holds what is captured. */
function servingOf(
  { args: { serving = {} } }: LoopContext,
  { bucketName, keyArn }: StorageExchange,
): ServingSpec & EndpointSettings {
  const { capture, ...others } = serving;
  return {
    ...others,
    ...(capture === undefined ? {} : { capture: { ...capture, bucket: bucketName, keyArn } }),
  };
}

/** A retraining's champion is served, moved and watched like a deployment's. */
function promotedServing(
  loop: LoopContext,
  { exchange, endpoint }: Pick<LoopNodes, "exchange" | "endpoint">,
): NonNullable<RetrainingArgs["serving"]> {
  const { instanceType, instanceCount, serverless, capture, deployment } = servingOf(loop, exchange);
  return {
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(instanceCount === undefined ? {} : { instanceCount }),
    ...(serverless === undefined ? {} : { serverless }),
    ...(capture === undefined ? {} : { capture }),
    ...(deployment === undefined ? {} : { deployment: promotedMove(deployment, endpoint) }),
  };
}

/** The same move, with the alarms the endpoint's guard made. */
function promotedMove(
  { alarms = [], guard: _limits, ...move }: EndpointDeployment,
  endpoint: Endpoint,
): RetrainingDeployment {
  return { ...move, alarms: [...alarms, ...(endpoint.nodes.guard?.alarmNames ?? [])] };
}

export function loopRetraining(
  loop: LoopContext,
  made: Pick<LoopNodes, "exchange" | "training" | "model" | "endpoint">,
): Retraining | undefined {
  const { retraining, training, scoring, features } = loop.args;
  if (retraining === undefined) return undefined;
  return new Retraining(
    loop.childName("retraining"),
    {
      bucket: made.exchange.bucketName,
      keyArn: made.exchange.keyArn,
      endpointName: made.endpoint.endpointName,
      trainingRoleArn: made.training.nodes.role.arn,
      modelRoleArn: made.model.roleArn,
      training: { ...training, gate: (retraining.gate ?? training.gate) as Gate },
      serving: promotedServing(loop, made),
      ...(retraining.rescore === true ? { rescore: { ...scoring, keyColumns: features.key.length } } : {}),
      modelPrefix: loop.modelPrefix,
      namePrefix: loop.prefix,
      place: loop.place,
      ...(loop.args.alarmTopicArn === undefined ? {} : { alarmTopicArn: loop.args.alarmTopicArn }),
    },
    loop.within(),
  );
}
