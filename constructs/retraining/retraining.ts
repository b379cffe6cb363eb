import {
  arn,
  checkArn,
  checkGate,
  checkInstanceType,
  checkInteger,
  checkName,
  checkRegion,
  checkRunPrefix,
  checkXgboost,
  dataName,
  eventRolePolicy,
  eventRoleTrust,
  hyperparameterTexts,
  layout,
  objectCreatedPattern,
  objectKeyInput,
  physicalName,
  Problems,
  reportedMetrics,
  retrainingMachine,
  stateMachinePolicy,
  stateMachineTrust,
  xgboostImage,
  type Gate,
  type Hyperparameters,
  type RetrainingMachineSpec,
} from "../../blueprints";
import {
  aws_events as events,
  aws_iam as iam,
  aws_logs as logs,
  aws_stepfunctions as sfn,
  RemovalPolicy,
  Resource,
  Stack,
  type IResource,
} from "aws-cdk-lib";
import type { Construct } from "constructs";
import { isToken, placeOf, raise } from "../common/place";

export interface IRetraining extends IResource {
  readonly stateMachineArn: string;
}

export interface RetrainingProps {
  /** Begin of all physical names. */
  readonly namePrefix: string;
  /** Bucket of sets, manifests and models. Its notifications to EventBridge must be on. */
  readonly bucketName: string;
  readonly keyArn?: string;
  /** Endpoint that serves the champion. */
  readonly endpointName: string;
  readonly trainingRoleArn: string;
  readonly modelRoleArn: string;
  /** Settings of the built-in XGBoost 3.2-0. */
  readonly hyperparameters: Hyperparameters;
  /** The bar a challenger must reach. */
  readonly gate: Gate;
  /** @default ml.m5.xlarge, about 0.23 USD an hour in us-east-1 while it trains */
  readonly trainingInstanceType?: string;
  /** @default ml.m5.large, what the endpoint runs on */
  readonly servingInstanceType?: string;
  /** @default 1 */
  readonly servingInstanceCount?: number;
  /** Seconds a job may train. @default 3600 */
  readonly maxRuntimeSeconds?: number;
}

export interface RetrainingAttributes {
  readonly stateMachineArn: string;
}

/**
 * Manifest -> train -> gate -> deploy, as a state machine that new manifests start: the same machine, rule and roles
 * as Floe's Pulumi component.
 *
 * @example
 * new Retraining(this, "Retraining", {
 *   namePrefix: "flights-prod", bucketName: exchange.bucketName, endpointName: "flights",
 *   trainingRoleArn: training.roleArn, modelRoleArn: model.roleArn,
 *   hyperparameters: { objective: "binary:logistic", num_round: 200, eval_metric: "auc" },
 *   gate: { metric: "validation:auc", threshold: 0.7 },
 * });
 */
export class Retraining extends Resource implements IRetraining {
  static fromRetrainingAttributes(
    scope: Construct,
    id: string,
    attributes: RetrainingAttributes,
  ): IRetraining {
    class Import extends Resource implements IRetraining {
      readonly stateMachineArn = attributes.stateMachineArn;
    }
    return new Import(scope, id);
  }

  readonly stateMachineArn: string;

  constructor(scope: Construct, id: string, props: RetrainingProps) {
    validate(scope, id, props);
    super(scope, id);
    const machineName = physicalName("stateMachine", [props.namePrefix, "retraining"]);
    this.stateMachineArn = arn(placeOf(this), "states", `stateMachine:${machineName}`);
    const role = this.createRole(props);
    const machine = this.createStateMachine(machineName, role, props);
    this.createRule(machine, props);
  }

  protected createRole(props: RetrainingProps): iam.CfnRole {
    const place = placeOf(this);
    return new iam.CfnRole(this, "Role", {
      roleName: physicalName("role", [props.namePrefix, "retraining"]),
      description: "Step Functions retraining",
      assumeRolePolicyDocument: stateMachineTrust(place.accountId),
      policies: [
        {
          policyName: "machine",
          policyDocument: stateMachinePolicy({
            place,
            namePrefix: props.namePrefix,
            endpointName: props.endpointName,
            passRoleArns: [props.trainingRoleArn, props.modelRoleArn],
            trains: true,
            transforms: false,
          }),
        },
      ],
    });
  }

  protected createStateMachine(name: string, role: iam.CfnRole, props: RetrainingProps): sfn.CfnStateMachine {
    const log = new logs.CfnLogGroup(this, "Log", {
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retentionInDays: 30,
    });
    log.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return new sfn.CfnStateMachine(this, "StateMachine", {
      stateMachineName: name,
      stateMachineType: "STANDARD",
      roleArn: role.attrArn,
      definitionString: Stack.of(this).toJsonString(retrainingMachine(machineSpec(this, props))),
      loggingConfiguration: {
        level: "ERROR",
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: log.attrArn } }],
      },
    });
  }

  protected createRule(machine: sfn.CfnStateMachine, props: RetrainingProps): events.CfnRule {
    const { accountId } = placeOf(this);
    const role = new iam.CfnRole(this, "EventRole", {
      roleName: physicalName("role", [props.namePrefix, "retraining", "events"]),
      description: "EventBridge starts retraining",
      assumeRolePolicyDocument: eventRoleTrust(accountId),
      policies: [{ policyName: "start", policyDocument: eventRolePolicy(this.stateMachineArn) }],
    });
    return new events.CfnRule(this, "Rule", {
      name: physicalName("rule", [props.namePrefix, "retraining"]),
      description: "Starts retraining when a manifest arrives",
      eventPattern: JSON.parse(objectCreatedPattern(props.bucketName, `${layout.manifests}train/`)) as object,
      targets: [
        {
          id: "machine",
          arn: machine.attrArn,
          roleArn: role.attrArn,
          inputTransformer: { inputPathsMap: objectKeyInput.paths, inputTemplate: objectKeyInput.template },
        },
      ],
    });
  }
}

function machineSpec(scope: Construct, props: RetrainingProps): RetrainingMachineSpec {
  const { partition, region } = placeOf(scope);
  const image = xgboostImage(region).uri;
  const maxRuntimeSeconds = props.maxRuntimeSeconds ?? 3600;
  return {
    gate: props.gate,
    training: {
      partition,
      namePrefix: props.namePrefix,
      image,
      roleArn: props.trainingRoleArn,
      bucket: props.bucketName,
      inputPrefix: layout.train,
      outputPrefix: layout.models,
      dataName,
      hyperparameters: hyperparameterTexts(props.hyperparameters),
      instanceType: props.trainingInstanceType ?? "ml.m5.xlarge",
      instanceCount: 1,
      volumeSizeGb: 30,
      maxRuntimeSeconds,
      ...(props.keyArn === undefined ? {} : { keyArn: props.keyArn }),
    },
    serving: {
      partition,
      endpointName: props.endpointName,
      image,
      modelRoleArn: props.modelRoleArn,
      instanceType: props.servingInstanceType ?? "ml.m5.large",
      instanceCount: props.servingInstanceCount ?? 1,
      variantName: "champion",
    },
    timeoutSeconds: maxRuntimeSeconds + 7200,
  };
}

function validate(scope: Construct, id: string, props: RetrainingProps): void {
  const problems = new Problems();
  validateRegion(problems, scope);
  validateNames(problems, props);
  validateRoles(problems, props);
  validateLearning(problems, props);
  validateMachines(problems, props);
  raise(problems, scope, id, "Retraining");
}

/** The training image is another one in every region, so the region must be known when the template is made. */
function validateRegion(problems: Problems, scope: Construct): void {
  const { region } = Stack.of(scope);
  if (isToken(region))
    problems.add(
      "env.region",
      "the stack has no region of its own",
      "give the stack env: { account, region }",
    );
  else checkRegion(problems, "env.region", region);
}

function validateNames(problems: Problems, props: RetrainingProps): void {
  checkRunPrefix(problems, "namePrefix", props.namePrefix);
  checkName(problems, "bucketName", props.bucketName, "bucket");
  checkName(problems, "endpointName", props.endpointName, "endpoint");
}

function validateRoles(problems: Problems, props: RetrainingProps): void {
  checkArn(problems, "trainingRoleArn", props.trainingRoleArn, "role");
  checkArn(problems, "modelRoleArn", props.modelRoleArn, "role");
  checkArn(problems, "keyArn", props.keyArn, "key");
}

function validateLearning(problems: Problems, props: RetrainingProps): void {
  checkXgboost(problems.at("hyperparameters"), props.hyperparameters);
  checkGate(problems.at("gate"), props.gate, reportedMetrics(props.hyperparameters));
}

function validateMachines(problems: Problems, props: RetrainingProps): void {
  checkInstanceType(problems, "trainingInstanceType", props.trainingInstanceType);
  checkInstanceType(problems, "servingInstanceType", props.servingInstanceType);
  checkInteger(problems, "servingInstanceCount", props.servingInstanceCount, {
    min: 1,
    max: 100,
    unit: "instances",
  });
  checkInteger(problems, "maxRuntimeSeconds", props.maxRuntimeSeconds, {
    min: 60,
    max: 2419200,
    unit: "seconds",
  });
}
