import {
  executionRolePolicy,
  executionRoleTrust,
  physicalName,
  policyJson,
  type ExecutionKind,
} from "../../blueprints";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../component";
import type { PlaceOutput } from "../place";

export interface ExecutionRoleArgs {
  place: PlaceOutput;
  /** Begin of the role's name. */
  namePrefix: string;
  /** Last part of the role's name: what the role is for. */
  purpose: string;
  kinds: readonly ExecutionKind[];
  bucketArn: pulumi.Input<string>;
  keyArn?: pulumi.Input<string> | undefined;
  /** Prefixes of the bucket, each ending in `/`. */
  read: readonly string[];
  write: readonly string[];
  /** ARN of the image's ECR repository. */
  repositoryArn: pulumi.Input<string>;
  /** Begin of the names of alarms it may read, for updates of endpoints. Default: none. */
  alarmPrefix?: string;
  transform?: { role?: Transform<iam.RoleArgs> };
}

/** Role of a SageMaker job or model: its own prefixes of the bucket, its image, its logs. Costs nothing. */
export class ExecutionRole extends FloeComponent {
  /** ARN, known once the role has its permissions. */
  readonly arn: pulumi.Output<string>;
  readonly nodes: { readonly role: iam.Role; readonly policy: iam.RolePolicy };

  constructor(name: string, args: ExecutionRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "floe:components:ExecutionRole",
      name,
      { purpose: args.purpose, read: args.read, write: args.write },
      opts,
    );
    const role = this.child(
      iam.Role,
      "role",
      {
        name: physicalName("role", [args.namePrefix, args.purpose]),
        description: `SageMaker ${args.kinds.join(" and ")}`,
        assumeRolePolicy: args.place.apply(({ accountId }) => policyJson(executionRoleTrust(accountId))),
      },
      { transform: args.transform?.role },
    );
    const document = pulumi
      .all([args.place, args.bucketArn, args.keyArn, args.repositoryArn])
      .apply(([place, bucketArn, keyArn, repositoryArn]) =>
        policyJson(
          executionRolePolicy({
            place,
            repositoryArn,
            kinds: args.kinds,
            ...(args.alarmPrefix === undefined ? {} : { alarmPrefix: args.alarmPrefix }),
            objects: {
              bucketArn,
              read: args.read,
              write: args.write,
              ...(keyArn === undefined ? {} : { keyArn }),
            },
          }),
        ),
      );
    const policy = this.child(iam.RolePolicy, "policy", {
      name: "execution",
      role: role.name,
      policy: document,
    });
    this.nodes = { role, policy };
    this.arn = pulumi.all([role.arn, policy.policy]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
