import {
  arn,
  eventRolePolicy,
  eventRoleTrust,
  objectCreatedPattern,
  objectKeyInput,
  physicalName,
  policyJson,
  stateMachinePolicy,
  stateMachineTrust,
  type StateMachine,
  type StateMachineRoleSpec,
} from "../../blueprints";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as sfn from "@pulumi/aws/sfn";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../component";
import type { PlaceOutput } from "../place";

export interface EventMachineArgs {
  place: PlaceOutput;
  /** Begin of all names. */
  namePrefix: string;
  /** Last part of all names. */
  purpose: string;
  /** The machine, complete but for what is known only at run time. */
  machine: pulumi.Input<StateMachine>;
  /** What the machine may do. */
  permissions: pulumi.Input<Omit<StateMachineRoleSpec, "place">>;
  /** Objects whose creation starts it. */
  bucket: pulumi.Input<string>;
  prefix: string;
  /** Topic told when an execution fails. Default: none; the alarm shows in CloudWatch all the same. */
  alarmTopicArn?: pulumi.Input<string>;
  /** Days its log is kept. Default: 30. */
  logRetentionDays?: number;
  transform?: { machine?: Transform<sfn.StateMachineArgs>; alarm?: Transform<cloudwatch.MetricAlarmArgs> };
}

/** A state machine that new objects start, with its roles, log, rule and alarm. About 0.03 USD per thousand steps. */
export class EventMachine extends FloeComponent {
  /** ARN, known at preview. */
  readonly stateMachineArn: pulumi.Output<string>;
  readonly nodes: {
    readonly role: iam.Role;
    readonly rolePolicy: iam.RolePolicy;
    readonly logGroup: cloudwatch.LogGroup;
    readonly machine: sfn.StateMachine;
    readonly eventRole: iam.Role;
    readonly eventRolePolicy: iam.RolePolicy;
    readonly rule: cloudwatch.EventRule;
    readonly target: cloudwatch.EventTarget;
    readonly alarm: cloudwatch.MetricAlarm;
  };

  constructor(name: string, args: EventMachineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("floe:components:EventMachine", name, { purpose: args.purpose, prefix: args.prefix }, opts);
    const machineName = physicalName("stateMachine", [args.namePrefix, args.purpose]);
    this.stateMachineArn = args.place.apply((place) => arn(place, "states", `stateMachine:${machineName}`));
    const { role, rolePolicy } = this.#role(args);
    const logGroup = this.child(cloudwatch.LogGroup, "log", {
      name: `/aws/vendedlogs/states/${machineName}`,
      retentionInDays: args.logRetentionDays ?? 30,
    });
    const machine = this.child(
      sfn.StateMachine,
      "machine",
      {
        name: machineName,
        type: "STANDARD",
        roleArn: role.arn,
        definition: pulumi.output(args.machine).apply((definition) => JSON.stringify(definition)),
        loggingConfiguration: {
          level: "ERROR",
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${logGroup.arn}:*`,
        },
      },
      { transform: args.transform?.machine, opts: { dependsOn: [rolePolicy] } },
    );
    const started = this.#start(machine, args);
    const alarm = this.#alarm(machine, machineName, args);
    this.nodes = { role, rolePolicy, logGroup, machine, ...started, alarm };
    this.registerOutputs({ stateMachineArn: this.stateMachineArn });
  }

  #role(args: EventMachineArgs): { role: iam.Role; rolePolicy: iam.RolePolicy } {
    const role = this.child(iam.Role, "role", {
      name: physicalName("role", [args.namePrefix, args.purpose]),
      description: `Step Functions ${args.purpose}`,
      assumeRolePolicy: args.place.apply(({ accountId }) => policyJson(stateMachineTrust(accountId))),
    });
    const policy = pulumi.all([args.place, args.permissions]).apply(([place, permissions]) =>
      policyJson(
        stateMachinePolicy({
          ...permissions,
          place,
        }),
      ),
    );
    const rolePolicy = this.child(iam.RolePolicy, "role-policy", {
      name: "machine",
      role: role.name,
      policy,
    });
    return { role, rolePolicy };
  }

  #start(
    machine: sfn.StateMachine,
    args: EventMachineArgs,
  ): Pick<EventMachine["nodes"], "eventRole" | "eventRolePolicy" | "rule" | "target"> {
    const eventRole = this.child(iam.Role, "event-role", {
      name: physicalName("role", [args.namePrefix, args.purpose, "events"]),
      description: `EventBridge starts ${args.purpose}`,
      assumeRolePolicy: args.place.apply(({ accountId }) => policyJson(eventRoleTrust(accountId))),
    });
    const eventRolePolicyNode = this.child(iam.RolePolicy, "event-role-policy", {
      name: "start",
      role: eventRole.name,
      policy: this.stateMachineArn.apply((machineArn) => policyJson(eventRolePolicy(machineArn))),
    });
    const rule = this.child(cloudwatch.EventRule, "rule", {
      name: physicalName("rule", [args.namePrefix, args.purpose]),
      description: `Starts ${args.purpose} when a manifest arrives`,
      eventPattern: pulumi.output(args.bucket).apply((bucket) => objectCreatedPattern(bucket, args.prefix)),
    });
    const target = this.child(
      cloudwatch.EventTarget,
      "target",
      {
        rule: rule.name,
        targetId: "machine",
        arn: machine.arn,
        roleArn: eventRole.arn,
        inputTransformer: { inputPaths: objectKeyInput.paths, inputTemplate: objectKeyInput.template },
      },
      { opts: { dependsOn: [eventRolePolicyNode] } },
    );
    return { eventRole, eventRolePolicy: eventRolePolicyNode, rule, target };
  }

  #alarm(machine: sfn.StateMachine, machineName: string, args: EventMachineArgs): cloudwatch.MetricAlarm {
    return this.child(
      cloudwatch.MetricAlarm,
      "alarm",
      {
        name: physicalName("alarm", [machineName, "failed"]),
        alarmDescription: `An execution of ${machineName} failed`,
        namespace: "AWS/States",
        metricName: "ExecutionsFailed",
        dimensions: { StateMachineArn: machine.arn },
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        threshold: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        ...(args.alarmTopicArn === undefined ? {} : { alarmActions: [args.alarmTopicArn] }),
      },
      { transform: args.transform?.alarm },
    );
  }
}
