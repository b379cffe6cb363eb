import type { Bag, Call } from "../../../provider/framework/resource";
import { text, textMap, type Table } from "../common/properties";
import { standIn, type StandIn, type StandInType } from "../common/standin";
import { bag, defined, map, str } from "../common/values";
import { regionOf, type Scope } from "./clients";

/** How a type is tagged once it exists. */
export interface Tagging {
  set(id: string, tags: Record<string, string>, call: AwsCall, outputs: Bag): Promise<unknown>;
  remove(id: string, keys: string[], call: AwsCall, outputs: Bag): Promise<unknown>;
}

/** A call with the region of its resource. */
export type AwsCall = Call & Scope;

export interface AwsStandIn extends Omit<StandIn, "create" | "settle" | "read" | "update" | "delete"> {
  /** Absent for global services (IAM). */
  readonly global?: boolean;
  /** Present when the type has tags; `create` and `settle` then get them merged with the provider's default tags. */
  readonly tagging?: Tagging;
  create(inputs: Bag, call: AwsCall): Promise<string>;
  settle?(id: string, inputs: Bag, call: AwsCall): Promise<void>;
  read(id: string, call: AwsCall, prior: Parameters<StandIn["read"]>[2]): Promise<Bag | undefined>;
  update?(
    id: string,
    update: Parameters<NonNullable<StandIn["update"]>>[1],
    call: AwsCall,
  ): Promise<string | undefined>;
  delete(id: string, state: Parameters<StandIn["delete"]>[1], call: AwsCall): Promise<void>;
}

export const defaultTags = (config: Bag): Record<string, string> => map(bag(config.defaultTags).tags);

const regional: Table = {
  region: text("Region of this resource, when it is not the provider's.", {
    computed: true,
    change: "replace",
  }),
};
const tagged: Table = { tags: textMap("Tags of the object, besides the provider's default tags.") };

/** Makes a stand-in of the `aws` provider: adds `region`, `tags` and `tagsAll` as every such type has them. */
export const aws = (spec: AwsStandIn): StandInType => {
  const { tagging, global } = spec;
  const within = (call: Call, region: string | undefined): AwsCall => ({
    urn: call.urn,
    name: call.name,
    signal: call.signal,
    config: call.config,
    region,
    log: (severity, message) => call.log(severity, message),
    status: (message) => call.status(message),
  });
  const of = (inputs: Bag | undefined, call: Call): AwsCall => within(call, str(inputs?.region));
  const allTags = (inputs: Bag, config: Bag) => ({ ...defaultTags(config), ...map(inputs.tags) });
  const effective = (inputs: Bag, call: Call): Bag =>
    tagging === undefined ? inputs : { ...inputs, tags: allTags(inputs, call.config) };

  return standIn({
    ...spec,
    inputs: {
      ...spec.inputs,
      ...(global === true ? {} : regional),
      ...(tagging === undefined ? {} : tagged),
    },
    outputs: {
      ...spec.outputs,
      ...(tagging === undefined
        ? {}
        : { tagsAll: textMap("All tags of the object, default tags included.") }),
    },
    derive(inputs, context) {
      const region = regionOf({ config: context.config, region: str(inputs.region) });
      const tagsKnown = inputs.tags !== undefined || context.partial.tags === undefined;
      return {
        ...(global === true ? {} : { region }),
        ...(tagging !== undefined && tagsKnown ? { tagsAll: allTags(inputs, context.config) } : {}),
        ...spec.derive?.({ ...inputs, ...(global === true ? {} : { region }) }, context),
      };
    },
    create: (inputs, call) => spec.create(effective(inputs, call), of(inputs, call)),
    ...(spec.settle === undefined
      ? {}
      : { settle: async (id, inputs, call) => spec.settle?.(id, effective(inputs, call), of(inputs, call)) }),
    async read(id, call, prior) {
      // `id@region` imports from another region than the provider's, as the real provider takes it.
      const [, plainId = id, region] = /^(.*)@([a-z]{2}(?:-[a-z]+)+-\d)$/.exec(id) ?? [];
      const scope = within(call, region ?? str(prior?.inputs.region) ?? str(prior?.outputs.region));
      const seen = await spec.read(plainId, scope, prior);
      if (seen === undefined) return undefined;
      const here = global === true ? {} : { region: regionOf(scope) };
      if (tagging === undefined) return { ...seen, ...here };
      const tagsAll = map(seen.tags);
      const own = map(prior?.inputs.tags);
      const defaults = defaultTags(call.config);
      const tags = Object.fromEntries(
        Object.entries(tagsAll).filter(([key, value]) => key in own || defaults[key] !== value),
      );
      return { ...seen, ...here, tags, tagsAll };
    },
    ...(spec.update === undefined && tagging === undefined
      ? {}
      : {
          async update(id, update, call) {
            const scope = of(update.news, call);
            if (tagging !== undefined) {
              const before = map(update.outputs.tagsAll);
              const after = allTags(update.news, call.config);
              const removed = Object.keys(before).filter((key) => !(key in after));
              const added = Object.fromEntries(
                Object.entries(after).filter(([key, value]) => before[key] !== value),
              );
              if (removed.length > 0) await tagging.remove(id, removed, scope, update.outputs);
              if (Object.keys(added).length > 0) await tagging.set(id, added, scope, update.outputs);
            }
            const rest = new Set([...update.changed].filter((name) => name !== "tags"));
            if (rest.size === 0) return undefined;
            return spec.update?.(id, { ...update, changed: rest }, scope);
          },
        }),
    delete: (id, state, call) => spec.delete(id, state, of(state.inputs, call)),
  });
};

/** Tags as most services take them, and back. */
export const tagList = (tags: unknown): { Key: string; Value: string }[] =>
  Object.entries(map(defined(tags as Bag))).map(([Key, Value]) => ({ Key, Value }));
export const tagMap = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> =>
  Object.fromEntries(
    (tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]])),
  );
