import { bag, type Bag, list, number, text, textOf, texts, type Value } from "../../framework";

export type Scalar = string | number | boolean;

export interface Privilege {
  readonly role: string;
  readonly privileges: readonly string[];
  readonly on: string;
  readonly name: string | undefined;
}

/** A task graph that moves rows from a stream. */
export interface GraphLeg {
  readonly rootTask: string;
  readonly role: string | undefined;
  readonly stream: string | undefined;
}

export interface MarkedRow {
  readonly table: string;
  readonly values: Readonly<Record<string, Scalar>>;
}

export interface KeyPart {
  readonly column: string;
  readonly value: Scalar;
}

/** The inputs of a check, typed. */
export interface Spec {
  readonly role: string | undefined;
  readonly warehouse: string;
  readonly privileges: readonly Privilege[];
  readonly integration:
    | {
        readonly name: string;
        readonly roleArn: string | undefined;
        readonly externalId: string | undefined;
        readonly iamUserArn: string | undefined;
      }
    | undefined;
  readonly stages: readonly string[];
  readonly features: (GraphLeg & { readonly table: string | undefined }) | undefined;
  readonly unload:
    | (GraphLeg & { readonly stage: string | undefined; readonly manifestStage: string | undefined })
    | undefined;
  readonly scoring:
    | {
        readonly endpointName: string | undefined;
        readonly endpointConfigName: string | undefined;
        readonly stateMachineArn: string | undefined;
        readonly rules: readonly string[];
        readonly transformPrefix: string | undefined;
      }
    | undefined;
  readonly ingest:
    | {
        readonly pipe: string;
        readonly stage: string | undefined;
        readonly table: string | undefined;
        readonly valueColumn: string;
        readonly rules: readonly string[];
      }
    | undefined;
  readonly rows: readonly MarkedRow[];
  readonly key: readonly KeyPart[];
  readonly loader: string | undefined;
  readonly analyst: string | undefined;
  readonly timeoutMs: number;
  readonly quietMs: number;
}

/** Reads inputs that have passed check; in a preview, what is unknown is absent. */
export function specOf(inputs: Bag): Spec {
  const part = <T>(value: Value, read: (members: Bag) => T): T | undefined =>
    value === undefined || value === null ? undefined : read(bag(value));
  const graph = (members: Bag): GraphLeg => ({
    rootTask: textOf(members.rootTask),
    role: text(members.role) ?? text(inputs.role),
    stream: text(members.stream),
  });
  return {
    role: text(inputs.role),
    warehouse: textOf(inputs.warehouse),
    privileges: list(inputs.privileges).map((item) => {
      const { role, privileges, on, name } = bag(item);
      return { role: textOf(role), privileges: texts(privileges), on: textOf(on), name: text(name) };
    }),
    integration: part(inputs.integration, ({ name, roleArn, externalId, iamUserArn }) => ({
      name: textOf(name),
      roleArn: text(roleArn),
      externalId: text(externalId),
      iamUserArn: text(iamUserArn),
    })),
    stages: texts(inputs.stages),
    features: part(inputs.features, (members) => ({ ...graph(members), table: text(members.table) })),
    unload: part(inputs.unload, (members) => ({
      ...graph(members),
      stage: text(members.stage),
      manifestStage: text(members.manifestStage),
    })),
    scoring: part(inputs.scoring, (members) => ({
      endpointName: text(members.endpointName),
      endpointConfigName: text(members.endpointConfigName),
      stateMachineArn: text(members.stateMachineArn),
      rules: texts(members.rules),
      transformPrefix: text(members.transformPrefix),
    })),
    ingest: part(inputs.ingest, (members) => ({
      pipe: textOf(members.pipe),
      stage: text(members.stage),
      table: text(members.table),
      valueColumn: text(members.valueColumn) ?? "PREDICTION",
      rules: texts(members.rules),
    })),
    rows: list(inputs.rows).map((item) => {
      const { table, values } = bag(item);
      return { table: textOf(table), values: scalars(bag(values)) };
    }),
    key: list(inputs.key).map((item) => {
      const { column, value } = bag(item);
      return { column: textOf(column), value: scalar(value) };
    }),
    loader: text(inputs.loader) ?? text(inputs.role),
    analyst: text(inputs.analyst) ?? text(inputs.role),
    timeoutMs: (number(inputs.timeoutSeconds) ?? 1800) * 1000,
    quietMs: (number(inputs.quietSeconds) ?? 120) * 1000,
  };
}

function scalars(values: Bag): Record<string, Scalar> {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, scalar(value)]));
}

function scalar(value: Value): Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : "";
}
