import * as pulumi from "@pulumi/pulumi";

/**
 * Changes one child before it is registered: members that go over the component's own (shallow, so what you state is
 * what you get), or a function that changes arguments and options in place.
 */
export type Transform<Args> =
  | Partial<NonNullable<Args>>
  | ((args: Mutable<NonNullable<Args>>, opts: pulumi.CustomResourceOptions, name: string) => void);

type Mutable<Args> = { -readonly [Key in keyof Args]: Args[Key] };

/** A class of resources: what `new` takes. */
type ResourceClass<Args, Resource extends pulumi.Resource> = new (
  name: string,
  args: Args,
  opts?: pulumi.CustomResourceOptions,
) => Resource;

/** What a component lets the engine and policies see of its arguments: plain, serializable values only. */
export type VisibleInputs = Readonly<Record<string, pulumi.Input<unknown>>>;

/**
 * Base of every Floe component. Children are named `<component>-<part>` and parented to it; both are part of the
 * stack's identity and never change for a released component.
 */
export abstract class FloeComponent extends pulumi.ComponentResource {
  /** The component's logical name. */
  protected readonly logicalName: string;

  /**
   * @param type for example `floe:components:StorageExchange`.
   * @param inputs the sizes, names and flags that policies may look at. Never the raw arguments: those may hold
   *   resources, functions and clients, which the engine cannot serialize.
   */
  constructor(type: string, name: string, inputs: VisibleInputs, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, inputs, opts);
    this.logicalName = name;
  }

  /** Logical name of a child. */
  protected childName(part: string): string {
    return `${this.logicalName}-${part}`;
  }

  /** Registers one child after the caller's transform has seen its arguments. */
  protected child<Args, Resource extends pulumi.Resource>(
    resource: ResourceClass<Args, Resource>,
    part: string,
    args: NoInfer<NonNullable<Args>>,
    settings: {
      readonly transform?: Transform<NoInfer<Args>>;
      readonly opts?: pulumi.CustomResourceOptions;
    } = {},
  ): Resource {
    const name = this.childName(part);
    const opts: pulumi.CustomResourceOptions = { parent: this, ...settings.opts };
    return new resource(name, applyTransform<Args>(settings.transform, args, opts, name), opts);
  }

  /** Options for a component made inside this one. */
  protected within(opts: pulumi.ComponentResourceOptions = {}): pulumi.ComponentResourceOptions {
    return { parent: this, ...opts };
  }
}

/** Arguments of a child after the caller's transform. */
export function applyTransform<Args>(
  transform: Transform<Args> | undefined,
  args: NonNullable<Args>,
  opts: pulumi.CustomResourceOptions,
  name: string,
): NonNullable<Args> {
  if (transform === undefined) return args;
  if (typeof transform !== "function") return { ...args, ...transform };
  const copy = { ...args };
  transform(copy, opts, name);
  return copy;
}
