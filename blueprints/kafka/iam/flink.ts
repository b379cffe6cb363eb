import {
  arn,
  policyDocument,
  serviceTrust,
  type AwsPlace,
  type PolicyDocument,
  type Statement,
} from "../../iam";
import { kafkaAccessStatements } from "./cluster";

export interface FlinkRoleSpec {
  readonly place: AwsPlace;
  /** The application's code. */
  readonly bucketArn: string;
  readonly codeKey: string;
  /** Key of the bucket's objects, where not AWS's own. */
  readonly keyArn?: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Undefined for brokers without sign-in by IAM. */
  readonly kafka?: {
    readonly clusterArn: string;
    readonly read: readonly string[];
    readonly write: readonly string[];
    readonly groups: readonly string[];
    /** Begins of the names of transactions. */
    readonly transactions: readonly string[];
  };
}

/** Trust of the role of an application of Managed Service for Apache Flink. */
export function flinkTrust(accountId: string): PolicyDocument {
  return serviceTrust("kinesisanalytics", accountId);
}

/**
 * What an application needs: its code, its log, its network interfaces, and its topics, group and transactions.
 *
 * @see Managed Service for Apache Flink developer guide, "VPC application permissions", "Set up application logging"
 */
export function flinkPolicy(spec: FlinkRoleSpec): PolicyDocument {
  const { kafka, keyArn } = spec;
  return policyDocument([
    {
      Sid: "ReadCode",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: [`${spec.bucketArn}/${spec.codeKey}`],
    },
    ...(keyArn === undefined
      ? []
      : [{ Sid: "DecryptCode", Effect: "Allow" as const, Action: ["kms:Decrypt"], Resource: [keyArn] }]),
    ...logging(spec),
    ...network,
    ...(kafka === undefined
      ? []
      : kafkaAccessStatements({
          ...kafka,
          transactions: kafka.transactions.map((prefix) => `${prefix}*`),
        })),
  ]);
}

function logging({ place, logGroup, logStream }: FlinkRoleSpec): readonly Statement[] {
  const group = arn(place, "logs", `log-group:${logGroup}`);
  return [
    {
      Sid: "FindLog",
      Effect: "Allow",
      Action: ["logs:DescribeLogGroups", "logs:DescribeLogStreams"],
      Resource: [arn(place, "logs", "log-group:*"), `${group}:log-stream:*`],
    },
    {
      Sid: "WriteLog",
      Effect: "Allow",
      Action: ["logs:PutLogEvents"],
      Resource: [`${group}:log-stream:${logStream}`],
    },
  ];
}

/** "*": descriptions know no narrower resource, and interfaces have no name before they are made. */
const network: readonly Statement[] = [
  {
    Sid: "UseNetwork",
    Effect: "Allow",
    Action: [
      "ec2:CreateNetworkInterface",
      "ec2:CreateNetworkInterfacePermission",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeDhcpOptions",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
    ],
    Resource: ["*"],
  },
];
