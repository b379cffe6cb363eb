import * as pulumi from "@pulumi/pulumi";

/** Base of the native provider's resources: declares outputs so that they exist before the engine answers. */
export abstract class NativeResource extends pulumi.CustomResource {
  /** @internal */
  protected constructor(
    type: string,
    name: string,
    args: object | undefined,
    outputs: readonly string[],
    opts: pulumi.CustomResourceOptions,
  ) {
    const pending = Object.fromEntries(outputs.map((output) => [output, undefined]));
    super(type, name, { ...pending, ...args }, opts);
  }
}
