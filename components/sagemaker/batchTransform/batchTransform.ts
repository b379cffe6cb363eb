import {
  checkArn,
  checkInstanceType,
  checkInteger,
  dataName,
  layout,
  Problems,
  scoringMachine,
  type TransformSpec,
} from "../../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent } from "../../component";
import { EventMachine, type EventMachineArgs } from "../../machine/eventMachine";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../../place";

/** How rows are scored, wherever scoring is started from. */
export interface ScoringSpec {
  /** Default: ml.m5.large, about 0.115 USD an hour in us-east-1, billed while a job runs. */
  readonly instanceType?: string;
  /** Default: 1. */
  readonly instanceCount?: number;
  /** Megabytes per request to the model, 1 to 100. Default: 6, SageMaker's own. */
  readonly maxPayloadMb?: number;
  /** Most seconds one scoring run may take, 60 to 604,800. Default: 3,600. */
  readonly timeoutSeconds?: number;
}

export const scoringDefaults = {
  instanceType: "ml.m5.large",
  instanceCount: 1,
  maxPayloadMb: 6,
  timeoutSeconds: 3600,
} as const satisfies ScoringSpec;

export interface BatchTransformArgs extends ScoringSpec {
  bucket: pulumi.Input<string>;
  keyArn?: pulumi.Input<string> | undefined;
  /** Endpoint whose model scores: the champion of the moment, whoever promoted it. */
  endpointName: pulumi.Input<string>;
  /** Begin of the names of jobs, and of the models and configurations the endpoint may serve. */
  modelPrefix?: string;
  /** Leading columns of each row that are its key. */
  keyColumns: number;
  alarmTopicArn?: pulumi.Input<string>;
  namePrefix?: string;
  place?: PlaceOutput;
  transform?: EventMachineArgs["transform"];
}

/**
 * Scoring by itself: a manifest under `manifests/score/` starts a state machine that asks the endpoint which model
 * serves, runs a batch transform with it over `score/<run>/` and writes `predictions/<model>/<run>/`. Each row of the
 * answer is the key and the prediction. Costs the instances while a job runs.
 *
 * @example
 * ```ts
 * new BatchTransform("scoring", { bucket: exchange.bucketName, endpointName: endpoint.endpointName, keyColumns: 1 });
 * ```
 */
export class BatchTransform extends FloeComponent {
  readonly stateMachineArn: pulumi.Output<string>;
  readonly nodes: { readonly machine: EventMachine };

  constructor(name: string, args: BatchTransformArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    checkScoring(problems, args);
    checkInteger(problems, "keyColumns", args.keyColumns, { min: 1, max: 20, unit: "columns" });
    checkArn(problems, "alarmTopicArn", args.alarmTopicArn, "topic");
    problems.raise(`BatchTransform "${name}"`);
    const spec = { ...scoringDefaults, ...args };
    super(
      "floe:components:BatchTransform",
      name,
      { instanceType: spec.instanceType, keyColumns: args.keyColumns },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const modelPrefix = args.modelPrefix ?? prefix;
    const place = args.place ?? currentPlace(this);
    const known = pulumi.all([place, args.bucket, args.endpointName, args.keyArn]);
    const machine = new EventMachine(
      this.childName("machine"),
      {
        place,
        namePrefix: prefix,
        purpose: "scoring",
        bucket: args.bucket,
        prefix: `${layout.manifests}score/`,
        machine: known.apply(([{ partition }, bucket, endpointName, keyArn]) =>
          scoringMachine({
            endpointName,
            timeoutSeconds: spec.timeoutSeconds,
            transform: transformSpec(args, {
              partition,
              bucket,
              namePrefix: modelPrefix,
              keyColumns: args.keyColumns,
              keyArn,
            }),
          }),
        ),
        permissions: pulumi.output(args.endpointName).apply((endpointName) => ({
          namePrefix: modelPrefix,
          endpointName,
          passRoleArns: [],
          trains: false,
          transforms: true,
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

/** Blueprint of a transform job, from a component's arguments and what is known by then. */
export function transformSpec(
  spec: ScoringSpec,
  known: {
    partition: string;
    bucket: string;
    namePrefix: string;
    keyColumns: number;
    keyArn: string | undefined;
  },
): TransformSpec {
  return {
    partition: known.partition,
    namePrefix: known.namePrefix,
    bucket: known.bucket,
    inputPrefix: layout.score,
    outputPrefix: layout.predictions,
    dataName,
    instanceType: spec.instanceType ?? scoringDefaults.instanceType,
    instanceCount: spec.instanceCount ?? scoringDefaults.instanceCount,
    maxPayloadMb: spec.maxPayloadMb ?? scoringDefaults.maxPayloadMb,
    keyColumns: known.keyColumns,
    ...(known.keyArn === undefined ? {} : { keyArn: known.keyArn }),
  };
}

export function checkScoring(problems: Problems, spec: ScoringSpec): void {
  checkInstanceType(problems, "instanceType", spec.instanceType);
  checkInteger(problems, "instanceCount", spec.instanceCount, { min: 1, max: 100, unit: "instances" });
  checkInteger(problems, "maxPayloadMb", spec.maxPayloadMb, { min: 1, max: 100, unit: "MB" });
  checkInteger(problems, "timeoutSeconds", spec.timeoutSeconds, { min: 60, max: 604800, unit: "seconds" });
}
