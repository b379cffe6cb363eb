import {
  dataName,
  hyperparameterTexts,
  layout,
  s3Uri,
  type CaptureSpec,
  type RetrainingMachineSpec,
} from "../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import type { PlaceOutput } from "../place";
import { transformSpec } from "../sagemaker/batchTransform";
import { servingDefaults, variantName, type EndpointCapture } from "../sagemaker/endpoint";
import { resolveImage } from "../sagemaker/image";
import { spotWait, trainingDefaults } from "../sagemaker/training";
import type { RetrainingArgs } from "./retraining";

/** What the state machine is written from, once every name and ARN is known. */
export function machineSpec(
  args: RetrainingArgs,
  place: PlaceOutput,
  namePrefix: string,
): pulumi.Output<RetrainingMachineSpec> {
  const training = { ...trainingDefaults, ...args.training };
  const { deployment, capture, ...serving } = { ...servingDefaults, ...args.serving };
  const { rescore } = args;
  const needed = pulumi.all([args.bucket, args.endpointName, args.trainingRoleArn, args.modelRoleArn]);
  const optional = pulumi.all([
    args.keyArn,
    pulumi.all([...(deployment?.alarms ?? [])]),
    captureSpec(capture),
  ]);
  return pulumi
    .all([place, resolveImage(training.image, place), needed, optional])
    .apply(([where, image, [bucket, endpointName, trainingRoleArn, modelRoleArn], [key, alarms, kept]]) => ({
      gate: args.training.gate,
      training: {
        partition: where.partition,
        namePrefix,
        image: image.uri,
        roleArn: trainingRoleArn,
        bucket,
        inputPrefix: layout.train,
        outputPrefix: layout.models,
        dataName,
        hyperparameters: hyperparameterTexts(training.hyperparameters),
        instanceType: training.instanceType,
        instanceCount: training.instanceCount,
        volumeSizeGb: training.volumeSizeGb,
        maxRuntimeSeconds: training.maxRuntimeSeconds,
        ...(key === undefined ? {} : { keyArn: key }),
        ...(training.spot === undefined
          ? {}
          : { spot: { maxWaitSeconds: spotWait(training), checkpointPrefix: layout.checkpoints } }),
      },
      serving: {
        partition: where.partition,
        endpointName,
        image: image.uri,
        modelRoleArn,
        instanceType: serving.instanceType,
        instanceCount: serving.instanceCount,
        variantName,
        ...(serving.serverless === undefined ? {} : { serverless: serving.serverless }),
        ...(deployment === undefined ? {} : { deployment: { ...deployment, alarms } }),
        ...(kept === undefined ? {} : { capture: kept }),
      },
      ...(rescore === undefined
        ? {}
        : {
            rescore: transformSpec(rescore, {
              partition: where.partition,
              bucket,
              namePrefix,
              keyColumns: rescore.keyColumns,
              keyArn: key,
            }),
          }),
      // Training or the wait for capacity, the move of the endpoint and, when asked for, scoring: with an hour for the
      // move, or what it may take.
      timeoutSeconds:
        (training.spot === undefined ? training.maxRuntimeSeconds : spotWait(training)) +
        (deployment?.maxSeconds ?? 3600) +
        (rescore?.timeoutSeconds ?? 3600),
    }));
}

function captureSpec(capture: EndpointCapture | undefined): pulumi.Output<CaptureSpec | undefined> {
  if (capture === undefined) return pulumi.output(undefined);
  const { percent, keep, prefix = layout.captured } = capture;
  return pulumi.all([capture.bucket, capture.keyArn]).apply(([bucket, keyArn]) => ({
    s3Uri: s3Uri(bucket, prefix.replace(/\/$/, "")),
    ...(keyArn === undefined ? {} : { keyArn }),
    ...(percent === undefined ? {} : { percent }),
    ...(keep === undefined ? {} : { keep }),
  }));
}
