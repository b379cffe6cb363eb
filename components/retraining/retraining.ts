import {
  checkArn,
  checkDeployment,
  checkRunPrefix,
  layout,
  Problems,
  retrainingMachine,
  type DeploymentSpec,
  type Gate,
} from "../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../component";
import { EventMachine, type EventMachineArgs } from "../machine/eventMachine";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../place";
import { checkScoring, type ScoringSpec } from "../sagemaker/batchTransform";
import { checkServing, type EndpointCapture, type ServingSpec } from "../sagemaker/endpoint";
import { checkData } from "../sagemaker/endpoint/data";
import { checkTraining, type TrainingSpec } from "../sagemaker/training";
import { machineSpec } from "./machine";

/** How an endpoint moves to a new champion, with alarms that may be outputs of other resources. */
export interface RetrainingDeployment extends Omit<DeploymentSpec, "alarms"> {
  /** Names of up to 10 CloudWatch alarms that take a move back. Default: none. */
  readonly alarms?: readonly pulumi.Input<string>[];
}

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
    readonly deployment?: RetrainingDeployment;
    /** What a new champion keeps of its requests: as the endpoint says, or it ends with the first. Default: nothing. */
    readonly capture?: EndpointCapture;
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
  const { deployment, capture } = args.serving ?? {};
  checkDeployment(problems.at("serving.deployment"), deployment && knownDeployment(deployment));
  if (capture !== undefined) checkData(problems.at("serving"), { capture });
  problems.require(
    capture === undefined || args.serving?.serverless === undefined,
    "serving.capture",
    "does not go with serverless",
    "leave it out, or serve on instances",
  );
  checkScoring(problems.at("rescore"), args.rescore ?? {});
  checkArn(problems, "trainingRoleArn", args.trainingRoleArn, "role");
  checkArn(problems, "modelRoleArn", args.modelRoleArn, "role");
  checkArn(problems, "alarmTopicArn", args.alarmTopicArn, "topic");
  problems.raise(`Retraining "${name}"`);
}

/** What of a deployment is known now: alarms may be outputs, whose number counts all the same. */
function knownDeployment({ alarms, ...rest }: RetrainingDeployment): DeploymentSpec {
  return {
    ...rest,
    ...(alarms === undefined
      ? {}
      : { alarms: alarms.map((alarm, index) => (typeof alarm === "string" ? alarm : `alarm-${index}`)) }),
  };
}
