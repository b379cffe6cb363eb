/** What a change of an input does: update in place, replace the resource, or nothing. */
export type Change = "update" | "replace" | "ignore";

/** A JSON value as the engine sends it, with secrets and unknowns already taken off. */
export type Value =
  string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };
export type Bag = { readonly [key: string]: Value };

/** One property of a resource. The table of properties drives schema, check, diff and docs. */
export interface Property {
  /** `json` is any JSON value; `asset` is a file, a text or an address (see `AssetValue`); `files` may be an archive too. */
  readonly type:
    "string" | "integer" | "number" | "boolean" | "array" | "map" | "object" | "json" | "asset" | "files";
  /** Elements of an array or map. */
  readonly items?: Property;
  /** Members of an object. */
  readonly members?: Readonly<Record<string, Property>>;
  readonly description: string;
  readonly required?: boolean;
  readonly secret?: boolean;
  readonly default?: Value;
  readonly allowed?: readonly (string | number)[];
  /**
   * Effect of a change of this input. Default: that of the enclosing property, and "update" at the top.
   * A type without `update` replaces wherever the table says "update".
   */
  readonly change?: Change;
  /** Of an output: an update may change it, so an update's preview calls it unknown. Default: it keeps its value. */
  readonly volatile?: boolean;
  /** Of an output: inputs whose text it repeats. It is secret when one of them is. */
  readonly from?: readonly string[];
}

/** How a Pulumi asset reaches a resource. `hash` is the SHA-256 of the content; two assets of one hash are the same. */
export type AssetValue =
  | { readonly kind: "file"; readonly path: string; readonly hash: string }
  | { readonly kind: "string"; readonly text: string; readonly hash: string }
  | { readonly kind: "remote"; readonly uri: string; readonly hash: string };

/** How a Pulumi archive reaches a resource: a folder or packed file on disk, an address, or entries by their names. */
export interface ArchiveValue {
  readonly kind: "archive";
  readonly hash: string;
  readonly path?: string;
  readonly uri?: string;
  readonly entries?: { readonly [name: string]: AssetValue | ArchiveValue };
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

/** What a default may depend on. `suffix` is random hex, different for each new resource: keep earlier names by `olds`. */
export interface CompleteContext {
  readonly name: string;
  readonly urn: string;
  readonly olds: Bag | undefined;
  readonly suffix: string;
}

/**
 * What a preview knows. An input with an unknown anywhere inside is absent from `derive`'s first argument;
 * `partial` holds it with the unknown places left out, `unknown` the paths of those places.
 */
export interface DeriveContext {
  readonly name: string;
  readonly config: Bag;
  readonly state: Bag | undefined;
  readonly partial: Bag;
  readonly unknown: ReadonlySet<string>;
}

/** What the caller of a resource must be allowed to do, each with the operation that needs it. */
export interface Permission {
  /**
   * An exact IAM action, such as `sagemaker:CreateTrainingJob`, a Snowflake privilege, such as `CREATE TASK ON SCHEMA`, or an
   * operation of Kafka's access lists, such as `ALTER ON TOPIC`.
   */
  readonly action: string;
  /** When it is needed: "create", "delete when `onDelete` is `delete`". */
  readonly when: string;
}

/** A resource type. Every function but create, read, update and delete is pure and offline. */
export interface ResourceType {
  /** `floe:sagemaker:TrainingJob` */
  readonly token: string;
  readonly description: string;
  /** What it costs, and who bills it. Goes into the docs. */
  readonly costs?: string;
  /** Exactly what the caller needs, for the docs and for the roles that deploy. */
  readonly permissions?: Readonly<Partial<Record<"aws" | "snowflake" | "kafka", readonly Permission[]>>>;
  /** Runnable TypeScript that declares one, for the docs. */
  readonly example?: string;
  /** What an import gives for an id, for the docs: "the job's name". */
  readonly importId?: string;
  readonly inputs: Readonly<Record<string, Property>>;
  /** Outputs beyond the inputs. */
  readonly outputs: Readonly<Record<string, Property>>;
  /**
   * Rules beyond the table. Sees only known values: what is unknown, or already reported by the table, is absent
   * here and its path (`role`, `tasks.load.sql`) listed in `unknown`.
   */
  check?(inputs: Bag, unknown: ReadonlySet<string>): readonly Problem[];
  /** Fills defaults that depend on other inputs or the name. Must keep earlier automatic names: see `olds`. */
  complete?(inputs: Bag, context: CompleteContext): Bag;
  /** Overrides the effect of a change for cases the table cannot say. */
  change?(property: string, olds: Bag, news: Bag, state: Bag): Change | undefined;
  /**
   * True when old and new value mean the same (order, case, formatting). Asked for a whole input by its name, and for
   * each place inside that differs by its path (`tasks.load.sql`).
   */
  same?(property: string, old: Value, value: Value): boolean;
  /** Every output known before the resource exists. Unknown inputs are absent; leave out what needs them. */
  derive?(inputs: Bag, context: DeriveContext): Bag;
  /** True when replacement must delete first (a fixed physical name). */
  deleteBeforeReplace?(olds: Bag, news: Bag): boolean;
  /**
   * Why this update must not be tried, known from the state before it begins: the preview fails with it, too. Inputs
   * that are not known yet are absent.
   */
  refuse?(inputs: Bag, state: Bag): string | undefined;
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
  readonly description?: string;
  readonly inputs: Readonly<Record<string, Property>>;
  readonly outputs?: Readonly<Record<string, Property>>;
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
  /** What a program that uses a type or function this provider lacks is told, after the fact itself. */
  readonly lacking?: string;
  /** Called once the configuration is known. Must not connect: connect on the first call that needs it. */
  configure?(config: Bag): void;
  /** Ends connections when the engine closes the provider. */
  close?(): Promise<void>;
  /** Extra keys for the published schema (language settings, keywords). */
  readonly schema?: Readonly<Record<string, unknown>>;
}
