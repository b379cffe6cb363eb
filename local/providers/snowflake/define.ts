import type { Bag, Call } from "../../../provider/framework/resource";
import { list, text, type Table } from "../common/properties";
import { standIn, type StandIn, type StandInType } from "../common/standin";
import { strings } from "../common/values";
import { run, type Row } from "./connection";

/** A call that can run SQL. */
export interface SnowflakeCall extends Call {
  sql(text: string): Promise<Row[]>;
}

type Arguments<K extends "read" | "update" | "delete"> = Parameters<NonNullable<StandIn[K]>>;
export interface SnowflakeStandIn extends Omit<StandIn, "create" | "settle" | "read" | "update" | "delete"> {
  /** The flag that the real provider wants in `previewFeaturesEnabled` before it does anything with the type. */
  readonly feature?: string;
  create(inputs: Bag, call: SnowflakeCall): Promise<string>;
  settle?(id: string, inputs: Bag, call: SnowflakeCall): Promise<void>;
  read(id: string, call: SnowflakeCall, prior: Arguments<"read">[2]): Promise<Bag | undefined>;
  update?(id: string, update: Arguments<"update">[1], call: SnowflakeCall): Promise<string | undefined>;
  delete(id: string, state: Arguments<"delete">[1], call: SnowflakeCall): Promise<void>;
}

/** The words of the real provider; the last sentence says it in this program's language. */
export const ensureEnabled = (feature: string | undefined, config: Bag): void => {
  if (
    feature === undefined ||
    strings(config.previewFeaturesEnabled).some((name) => name.toLowerCase() === feature)
  )
    return;
  throw new Error(
    `${feature} is currently a preview feature, and must be enabled by adding ${feature} to \`preview_features_enabled\` in Terraform configuration. ` +
      "In Pulumi: previewFeaturesEnabled of the snowflake provider.",
  );
};

const withSql = (call: Call): SnowflakeCall => ({
  urn: call.urn,
  name: call.name,
  signal: call.signal,
  config: call.config,
  log: (severity, message) => call.log(severity, message),
  status: (message) => call.status(message),
  sql: (sql) => run(call.config, sql, call.signal),
});

/** Outputs that every type of the 1.x line has once it is no preview feature. */
export const shown: Table = {
  showOutputs: list("Row of SHOW for the object.", {}, { volatile: true }),
};
export const described: Table = {
  describeOutputs: list("Rows of DESCRIBE for the object.", {}, { volatile: true }),
};
export const parametrized: Table = {
  parameters: list("Rows of SHOW PARAMETERS for the object.", {}, { volatile: true }),
};
export const fullName: Table = { fullyQualifiedName: text("Name with its parents, quoted.") };

/** Makes a stand-in of the `snowflake` provider: SQL for its calls, preview features enforced. */
export const snowflake = (spec: SnowflakeStandIn): StandInType => {
  const open = (call: Call): SnowflakeCall => {
    ensureEnabled(spec.feature, call.config);
    return withSql(call);
  };
  return standIn({
    ...spec,
    derive(inputs, context) {
      ensureEnabled(spec.feature, context.config);
      return spec.derive?.(inputs, context) ?? {};
    },
    create: (inputs, call) => spec.create(inputs, open(call)),
    ...(spec.settle === undefined
      ? {}
      : { settle: async (id, inputs, call) => spec.settle?.(id, inputs, open(call)) }),
    read: (id, call, prior) => spec.read(id, open(call), prior),
    ...(spec.update === undefined
      ? {}
      : { update: async (id, change, call) => spec.update?.(id, change, open(call)) }),
    delete: (id, state, call) => spec.delete(id, state, open(call)),
  });
};
