import type { Caller } from "../../aws/contract";
import type { Shape } from "../shapes/shape";

export interface Call extends Caller {
  region: string;
}

/** One operation of the control plane, with what its caller must be allowed. */
export interface Operation<Input = Record<string, unknown>> {
  shape: Shape;
  /** Path of the resource in an ARN, such as `training-job/name`; `*` for operations on no resource. */
  resource: (input: Input) => string;
  /** Further resources on which the caller must be allowed the same action. */
  also?: (input: Input) => string[];
  /** The role or roles that the caller hands to the service, if any. */
  passes?: (input: Input) => string | readonly string[] | undefined;
  run: (input: Input, call: Call) => object | Promise<object>;
}

export type Operations = Record<string, Operation>;

/** Fixes an operation's input to the type that its shape proves. */
export function operation<Input>(definition: Operation<Input>): Operation {
  return {
    shape: definition.shape,
    resource: (input) => definition.resource(input as Input),
    also: (input) => definition.also?.(input as Input) ?? [],
    passes: (input) => definition.passes?.(input as Input),
    run: (input, call) => definition.run(input as Input, call),
  };
}
