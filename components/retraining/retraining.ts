import {
  checkArn,
  checkDeployment,
  checkRunPrefix,
  dataName,
  hyperparameterTexts,
  layout,
  Problems,
  retrainingMachine,
  type DeploymentSpec,
  type Gate,
  type RetrainingMachineSpec,
} from "../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../component";
import { EventMachine, type EventMachineArgs } from "../machine/eventMachine";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../place";
import { checkScoring, transformSpec, type ScoringSpec } from "../sagemaker/batchTransform";
import { checkServing, servingDefaults, variantName, type ServingSpec } from "../sagemaker/endpoint";
import { resolveImage } from "../sagemaker/image";
import { checkTraining, trainingDefaults, type TrainingSpec } from "../sagemaker/training";

export interface RetrainingArgs {
  bucket: pulumi.Input<string>;
  keyArn?: pulumi.Input<string> | undefined;
  endpointName: pulumi.Input<string>;
  /** Role of training jobs. */
  trainingRoleArn: pulumi.Input<string>;
  /** Role of models. */
  modelRoleArn: pulumi.Input<string>;
  /** Image, hyperparameters and machine of the training. Its gate is required: nobody watches a retraining. */
  training: TrainingSpec & { readonly gate: Gate };
  serving?: ServingSpec & {
    /** How the endpoint moves to a new champion. Its alarms take it back, and the retraining fails. Default: all at once. */
    readonly deployment?: DeploymentSpec;
  };
  /** Scores the run's rows again with a new champion. Default: no, new predictions come with new rows. */
  rescore?: ScoringSpec & { readonly keyColumns: number };
  /**
   * Begin of the names of jobs, models and configurations, 3 to 23 characters. Must be the name prefix of the
   * endpoint's component, which deletes what is promoted here. Default: the name prefix.
   */
  modelPrefix?: string;
  alarmTopicArn?: pulumi.Input<string>;
  namePrefix?: string;
  place?: PlaceOutput;
  transform?: EventMachineArgs["transform"];
}

/**
 * Training without a deployment: a manifest under `manifests/train/` starts a state machine that trains on
 * `train/<run>/`, holds the challenger to the gate, and on success moves the endpoint to it and proves that it serves.
 * On failure the champion serves on. Costs the training instances per run.
 *
 * What it makes carries the tag `floe:retraining`; an {@link Endpoint} with `promotedBy: "retraining"` deletes it.
 *
 * @example
 * ```ts
 * new Retraining("retraining", {
 *   bucket: exchange.bucketName, endpointName: endpoint.endpointName,
 *   trainingRoleArn: training.nodes.role.arn, modelRoleArn: model.roleArn,
 *   training: {
 *     hyperparameters: { objective: "binary:logistic", num_round: 200, eval_metric: "auc" },
 *     gate: { metric: "validation:auc", threshold: 0.7 },
 *   },
 * });
 * ```
 */
export class Retraining extends FloeComponent {
  readonly stateMachineArn: pulumi.Output<string>;
  readonly nodes: { readonly machine: EventMachine };

  constructor(name: string, args: RetrainingArgs, opts?: pulumi.ComponentResourceOptions) {
    checkRetraining(name, args);
    super(
      "floe:components:Retraining",
      name,
      { gate: args.training.gate, hyperparameters: { ...args.training.hyperparameters } },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const place = args.place ?? currentPlace(this);
    const modelPrefix = args.modelPrefix ?? prefix;
    const machine = new EventMachine(
      this.childName("machine"),
      {
        place,
        namePrefix: prefix,
        purpose: "retraining",
        bucket: args.bucket,
        prefix: `${layout.manifests}train/`,
        machine: machineSpec(args, place, modelPrefix).apply(retrainingMachine),
        permissions: pulumi
          .all([args.endpointName, args.trainingRoleArn, args.modelRoleArn])
          .apply(([endpointName, ...passRoleArns]) => ({
            namePrefix: modelPrefix,
            endpointName,
            passRoleArns,
            trains: true,
            transforms: args.rescore !== undefined,
          })),
        ...(args.alarmTopicArn === undefined ? {} : { alarmTopicArn: args.alarmTopicArn }),
        ...(args.transform === undefined ? {} : { transform: args.transform }),
      },
      this.within(),
    );
    this.nodes = { machine };
    this.stateMachineArn = machine.stateMachineArn;
    this.registerOutputs({ stateMachineArn: this.stateMachineArn });
  }
}

function machineSpec(
  args: RetrainingArgs,
  place: PlaceOutput,
  namePrefix: string,
): pulumi.Output<RetrainingMachineSpec> {
  const training = { ...trainingDefaults, ...args.training };
  const serving = { ...servingDefaults, ...args.serving };
  const { rescore } = args;
  return pulumi
    .all([
      place,
      args.bucket,
      args.endpointName,
      args.trainingRoleArn,
      args.modelRoleArn,
      args.keyArn,
      resolveImage(training.image, place),
    ])
    .apply(([{ partition }, bucket, endpointName, trainingRoleArn, modelRoleArn, keyArn, image]) => ({
      gate: args.training.gate,
      training: {
        partition,
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
        ...(keyArn === undefined ? {} : { keyArn }),
      },
      serving: {
        partition,
        endpointName,
        image: image.uri,
        modelRoleArn,
        instanceType: serving.instanceType,
        instanceCount: serving.instanceCount,
        variantName,
        ...(args.serving?.deployment === undefined ? {} : { deployment: args.serving.deployment }),
      },
      ...(rescore === undefined
        ? {}
        : {
            rescore: transformSpec(rescore, {
              partition,
              bucket,
              namePrefix,
              keyColumns: rescore.keyColumns,
              keyArn,
            }),
          }),
      // Training, the move of the endpoint and, when asked for, scoring: with an hour for the move.
      timeoutSeconds: training.maxRuntimeSeconds + 3600 + (rescore?.timeoutSeconds ?? 3600),
    }));
}

function checkRetraining(name: string, args: RetrainingArgs): void {
  const problems = new Problems();
  checkRunPrefix(problems, "modelPrefix", args.modelPrefix ?? args.namePrefix ?? defaultPrefix(name));
  checkTraining(problems.at("training"), args.training);
  const gate = args.training.gate as Gate | undefined;
  if (gate === undefined)
    problems.add(
      "training.gate",
      "is required: nobody watches a retraining",
      "set the metric and threshold a challenger must reach",
    );
  checkServing(problems.at("serving"), args.serving ?? {});
  checkDeployment(problems.at("serving.deployment"), args.serving?.deployment);
  checkScoring(problems.at("rescore"), args.rescore ?? {});
  checkArn(problems, "trainingRoleArn", args.trainingRoleArn, "role");
  checkArn(problems, "modelRoleArn", args.modelRoleArn, "role");
  checkArn(problems, "alarmTopicArn", args.alarmTopicArn, "topic");
  problems.raise(`Retraining "${name}"`);
}
