import type {
  Bag,
  Call,
  Change,
  DeriveContext,
  Problem,
  ResourceType,
  State,
  Value,
} from "../../../provider/framework/resource";
import { PartialFailure } from "../../../provider/framework/resource";
import { automaticName, isAutomatic, type Naming } from "./names";
import { document, type StandInProperty, type Table } from "./properties";
import { changedProperties, observedInputs } from "./reconcile";
import { sameValue } from "./same";
import { bag, str } from "./values";

/** `simulated`: the local cloud has the object and acts on it. `recorded`: kept in the state file, without effect. */
export type Status = "simulated" | "recorded";

/** What an update has to do: the properties that changed, their old and new values, the last known outputs. */
export interface Update {
  readonly changed: ReadonlySet<string>;
  readonly olds: Bag;
  readonly news: Bag;
  readonly outputs: Bag;
}

/** One resource type of a stand-in, written as the little that differs between types. */
export interface StandIn {
  readonly token: string;
  readonly description: string;
  readonly status: Status;
  /** What of the type is not simulated, for `floe local types`. */
  readonly note?: string;
  readonly inputs: Table;
  readonly outputs?: Table;
  readonly naming?: Naming;
  /** Inputs of the real type that the local cloud cannot act on: refused, never ignored. */
  readonly unsupported?: readonly string[];
  /** Brings inputs into the form that the real provider keeps (documents as text, names in the service's case). */
  complete?(inputs: Bag): Bag;
  check?(inputs: Bag, unknown: ReadonlySet<string>): readonly Problem[];
  change?(property: string, olds: Bag, news: Bag, state: Bag): Change | undefined;
  same?(property: string, old: Value, value: Value): boolean;
  derive?(inputs: Bag, context: DeriveContext): Bag;
  /** Two of the kind cannot be at once, whatever they are called: a replacement deletes first. */
  readonly single?: true;
  /** Makes the object and gives its id, at once: a failure after that belongs into `settle`. */
  create(inputs: Bag, call: Call): Promise<string>;
  /** What creating the object leaves to do. If it fails, the object stays known to the engine. */
  settle?(id: string, inputs: Bag, call: Call): Promise<void>;
  /** All that is seen of the object. A property that is reported as undefined is unset; one left out is not observable. `id`, when given, replaces an id in the form that imports take. */
  read(id: string, call: Call, prior: State | undefined): Promise<Bag | undefined>;
  /** Gives the new id when the change renames the object. */
  update?(id: string, update: Update, call: Call): Promise<string | undefined>;
  delete(id: string, state: State, call: Call): Promise<void>;
}

export type StandInType = ResourceType & Pick<StandIn, "status" | "note">;

const documentProperties = (table: Table): string[] =>
  Object.entries(table).flatMap(([name, property]) => (property.type === "json" ? [name] : []));

/** A document given as an object becomes its text, as the real providers keep it. */
const textOfDocuments = (table: Table, inputs: Bag): Bag => {
  const texts = documentProperties(table).flatMap((name) => {
    const value = inputs[name];
    return typeof value === "object" && value !== null ? [[name, JSON.stringify(value)] as const] : [];
  });
  return texts.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(texts) };
};

/** The engine keeps an id for life. After a rename the true one is an output. */
const idOf = (id: string, outputs: Bag | undefined): string => str(outputs?.id) ?? id;

/** Reserved in what `read` gives: values in effect that nobody set on the object (inherited parameters). */
const effective = "$effective";

const outputsOf = (table: Table, inputs: Bag, found: Bag): Bag => {
  const { [effective]: inherited, ...seen } = found;
  const outputs: Record<string, Value> = { ...seen };
  for (const [name, value] of Object.entries(inputs)) {
    if (!(name in seen) || sameValue(table[name], value, seen[name])) outputs[name] = value;
  }
  const known = Object.entries(outputs).filter(([, value]) => value !== undefined);
  return { ...bag(inherited), ...Object.fromEntries(known) };
};

const refused = (names: readonly string[] = []): Table =>
  Object.fromEntries(
    names.map((name) => [name, document("Known to the real provider, refused by the local cloud.")]),
  );

const refusals = (spec: StandIn, inputs: Bag): Problem[] =>
  (spec.unsupported ?? [])
    .filter((name) => inputs[name] !== undefined)
    .map((name) => ({
      property: name,
      reason: `is not simulated by the local cloud for ${spec.token}; leave it out there`,
    }));

/** Makes the provider's resource type of a stand-in. */
export const standIn = (spec: StandIn): StandInType => {
  /** A path inside an input (`queues[0].events`) is compared plainly: only whole inputs have rules of their own. */
  const same = (property: string, old: Value, value: Value): boolean =>
    property in spec.inputs
      ? spec.same?.(property, old, value) === true || sameValue(spec.inputs[property], old, value)
      : sameValue(undefined, old, value);

  const stateAfter = async (id: string, inputs: Bag, call: Call, known: Bag = inputs): Promise<State> => {
    const seen = await spec.read(id, call, { id, inputs, outputs: known });
    if (seen === undefined) throw new Error(`${id} is gone right after it was written`);
    return { id, inputs, outputs: { ...outputsOf(spec.inputs, inputs, seen), id } };
  };

  const type: StandInType = {
    token: spec.token,
    description: spec.description,
    status: spec.status,
    ...(spec.note === undefined ? {} : { note: spec.note }),
    inputs: { ...spec.inputs, ...refused(spec.unsupported) },
    // What the service chooses when the program does not is an output, too: an update's preview keeps it.
    outputs: {
      ...Object.fromEntries(Object.entries(spec.inputs).filter(([, property]) => property.computed === true)),
      ...spec.outputs,
    },
    same,
    check: (inputs, unknown) => [...refusals(spec, inputs), ...(spec.check?.(inputs, unknown) ?? [])],
    complete(inputs, context) {
      const named = spec.naming === undefined ? inputs : automaticName(spec.naming, inputs, context);
      const texts = textOfDocuments(spec.inputs, named);
      return spec.complete?.(texts) ?? texts;
    },
    change(property, olds, news, state) {
      const own = spec.change?.(property, olds, news, state);
      if (own !== undefined) return own;
      const table: StandInProperty | undefined = spec.inputs[property];
      if (table?.computed === true) {
        const wanted = news[property];
        if (wanted === undefined || same(property, state[property], wanted)) return "ignore";
      }
      return undefined;
    },
    derive: (inputs, context) => spec.derive?.(inputs, context) ?? {},
    deleteBeforeReplace(olds, news) {
      if (spec.single === true) return true;
      if (spec.naming === undefined) return false;
      const name = news[spec.naming.property];
      return name !== undefined && name === olds[spec.naming.property] && !isAutomatic(name);
    },
    async create(inputs, call) {
      const id = await spec.create(inputs, call);
      try {
        await spec.settle?.(id, inputs, call);
        return await stateAfter(id, inputs, call);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new PartialFailure({ id, inputs, outputs: inputs }, [reason]);
      }
    },
    async read(id, state, call) {
      const current = idOf(id, state?.outputs);
      const seen = await spec.read(current, call, state);
      if (seen === undefined) return undefined;
      const inputs = observedInputs(spec.inputs, state?.inputs, seen, same);
      const found = str(seen.id) ?? current;
      return { id: found, inputs, outputs: { ...outputsOf(spec.inputs, inputs, seen), id: found } };
    },
    async delete(state, call) {
      await spec.delete(idOf(state.id, state.outputs), state, call);
    },
  };
  if (spec.update !== undefined) {
    type.update = async (id, olds, news, call) => {
      const changed = changedProperties(spec.inputs, olds.inputs, news, same);
      const current = idOf(id, olds.outputs);
      const renamed = await spec.update?.(
        current,
        { changed, olds: olds.inputs, news, outputs: olds.outputs },
        call,
      );
      return stateAfter(renamed ?? current, news, call, { ...olds.outputs, ...news });
    };
  }
  return type;
};
