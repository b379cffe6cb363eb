import {
  bucketArn,
  kafkaWorkerPolicy,
  policyJson,
  type PolicyDocument,
  type Statement,
} from "../../../../blueprints";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaCluster } from "../../cluster";
import type { ConnectorSecret, ConnectorSpec } from "../runtime";

/** Rights of a connector's workers: on the brokers where they sign in by role, and on Glue's registry. */
export interface WorkerRights {
  readonly cluster: KafkaCluster;
  readonly spec: ConnectorSpec;
  /** Group of the workers on ECS. */
  readonly group?: string;
  /** What the workers themselves read, and not somebody for them. */
  readonly secrets: readonly ConnectorSecret[];
  readonly further?: readonly pulumi.Input<Statement>[];
}

/** Text of the policy, or undefined where there is nothing to allow. */
export function workerPolicy(rights: WorkerRights): pulumi.Output<string> | undefined {
  const { cluster, spec, group, secrets, further = [] } = rights;
  const byRole = cluster.auth === "iam" ? cluster.clusterArn : undefined;
  if (byRole === undefined && secrets.length === 0 && spec.glue === undefined && further.length === 0)
    return undefined;
  const read = readable(secrets);
  return pulumi
    .all([byRole, read.secretArns, read.keyArns, spec.glue?.registryArn, further])
    .apply(([clusterArn, secretArns, keyArns, registryArn, more]) => {
      const document: PolicyDocument = kafkaWorkerPolicy({
        connectors: [access(spec)],
        secretArns,
        keyArns,
        ...(clusterArn === undefined ? {} : { clusterArn }),
        ...(group === undefined ? {} : { group }),
        ...(registryArn === undefined || spec.glue === undefined
          ? {}
          : { glue: { registryArn, register: spec.glue.register } }),
      });
      return policyJson({ ...document, Statement: [...document.Statement, ...(more as Statement[])] });
    });
}

/** ARNs of secrets and of their keys, each once: of those, too, that a deployment which is taken back goes back to. */
export function readable(secrets: readonly ConnectorSecret[]): {
  readonly secretArns: pulumi.Output<string[]>;
  readonly keyArns: pulumi.Output<string[]>;
} {
  const once = (values: readonly (string | undefined)[]) => [
    ...new Set(values.filter((value) => value !== undefined)),
  ];
  return {
    secretArns: pulumi
      .all(secrets.flatMap(({ secretArn, otherArns = [] }) => [secretArn, ...otherArns]))
      .apply(once),
    keyArns: pulumi.all(secrets.map(({ keyArn }) => keyArn)).apply(once),
  };
}

function access(spec: ConnectorSpec) {
  return {
    name: spec.name,
    kind: spec.kind,
    topics: spec.topics,
    ...(spec.deadLetterTopic === undefined ? {} : { deadLetterTopic: spec.deadLetterTopic }),
    ...(spec.offsetsTopic === undefined ? {} : { offsetsTopic: spec.offsetsTopic }),
  };
}

/** Right to download one object, or those of a folder with `*` at the key's end. */
export function readObject(place: { readonly partition: string }, bucket: string, key: string): Statement {
  return {
    Sid: "ReadPlugin",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:GetObjectVersion"],
    Resource: [`${bucketArn(place, bucket)}/${key}`],
  };
}
