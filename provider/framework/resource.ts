/** What a change of an input does: update in place, replace the resource, or nothing. */
export type Change = "update" | "replace" | "ignore";

/** A JSON value as the engine sends it, with secrets and unknowns already taken off. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };
export type Bag = { readonly [key: string]: Value };

/** One property of a resource. The table of properties drives schema, check, diff and docs. */
export interface Property {
  readonly type: "string" | "integer" | "number" | "boolean" | "array" | "map" | "object" | "json";
  /** Elements of an array or map. */
  readonly items?: Property;
  /** Members of an object. */
  readonly members?: Readonly<Record<string, Property>>;
  readonly description: string;
  readonly required?: boolean;
  readonly secret?: boolean;
  readonly default?: Value;
  readonly allowed?: readonly (string | number)[];
  /** Effect of a change of this input. Default: "update". */
  readonly change?: Change;
}

/** One thing wrong with the inputs. Never contains a value of a secret property. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

/** What a resource operation may use besides its inputs. */
export interface Call {
  readonly urn: string;
  /** The resource's logical name. */
  readonly name: string;
  /** Aborted when the user cancels or the resource's custom timeout passes. Pass it to every client call and wait. */
  readonly signal: AbortSignal;
  readonly config: Bag;
  /** Shown by the engine beneath the resource, kept in the log. */
  log(severity: "debug" | "info" | "warning" | "error", message: string): void;
  /** A line of progress shown while the operation runs; not kept. */
  status(message: string): void;
}

export interface State {
  readonly id: string;
  readonly inputs: Bag;
  readonly outputs: Bag;
}

/** Thrown when the object exists but is not what was asked for: the engine keeps it in state, with the reasons. */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  constructor(
    readonly state: State,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("; "));
  }
}

/** A resource type. Every function but create, read, update and delete is pure and offline. */
export interface ResourceType {
  /** `floe:sagemaker:TrainingJob` */
  readonly token: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, Property>>;
  /** Outputs beyond the inputs. */
  readonly outputs: Readonly<Record<string, Property>>;
  /** Rules beyond the table. Sees only known values: an unknown input is absent here and listed in `unknown`. */
  check?(inputs: Bag, unknown: ReadonlySet<string>): readonly Problem[];
  /** Fills defaults that depend on other inputs or the name. Must keep earlier automatic names: see `olds`. */
  complete?(inputs: Bag, context: { readonly name: string; readonly urn: string; readonly olds: Bag | undefined }): Bag;
  /** Overrides the effect of a change for cases the table cannot say. */
  change?(property: string, olds: Bag, news: Bag, state: Bag): Change | undefined;
  /** True when old and new value mean the same (order, case, formatting). */
  same?(property: string, old: Value, value: Value): boolean;
  /** Every output known before the resource exists. Unknown inputs are absent; leave out what needs them. */
  derive?(inputs: Bag, context: { readonly config: Bag; readonly state: Bag | undefined }): Bag;
  /** True when replacement must delete first (a fixed physical name). */
  deleteBeforeReplace?(olds: Bag, news: Bag): boolean;
  create(inputs: Bag, call: Call): Promise<State>;
  /** Undefined when the object is gone. Import passes no state: the id alone must be enough. */
  read(id: string, state: State | undefined, call: Call): Promise<State | undefined>;
  update?(id: string, olds: State, news: Bag, call: Call): Promise<State>;
  /** Deleting what is gone succeeds. */
  delete(state: State, call: Call): Promise<void>;
}

/** A data source (`invoke`). */
export interface FunctionType {
  readonly token: string;
  readonly inputs: Readonly<Record<string, Property>>;
  invoke(inputs: Bag, call: Pick<Call, "config" | "signal">): Promise<Bag>;
}

/** A provider: its configuration, its types and what they share. */
export interface ProviderDefinition {
  readonly name: string;
  readonly version: string;
  readonly config: Readonly<Record<string, Property>>;
  readonly resources: readonly ResourceType[];
  readonly functions: readonly FunctionType[];
  checkConfig?(config: Bag): readonly Problem[];
}
