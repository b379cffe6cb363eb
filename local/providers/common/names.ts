import type { Bag, CompleteContext, Value } from "../../../provider/framework/resource";
import { str } from "./values";

/** How the real provider names what the program leaves nameless: the logical name, a separator, seven hex digits. */
export interface Naming {
  readonly property: string;
  /** Longest name that the service takes. */
  readonly longest: number;
  /** The input that asks for another beginning of the name (`namePrefix`). */
  readonly prefix?: string;
  readonly lowerCase?: boolean;
  /** The logical name as it is, without random digits. */
  readonly plain?: boolean;
  /** What the service wants before the automatic name (`alias/`). */
  readonly before?: string;
  /** An ending that the service demands (`.fifo`). */
  readonly ending?: (inputs: Bag) => string;
}

const digits = 7;
export const isAutomatic = (name: Value): boolean =>
  typeof name === "string" && /-[0-9a-f]{7}(\.fifo)?$/.test(name);

/** Adds the automatic name; an earlier one is kept. */
export const automaticName = (naming: Naming, inputs: Bag, context: CompleteContext): Bag => {
  if (inputs[naming.property] !== undefined) return inputs;
  if (naming.plain === true) return { ...inputs, [naming.property]: context.name };
  const ending = naming.ending?.(inputs) ?? "";
  const given = naming.prefix === undefined ? undefined : str(inputs[naming.prefix]);
  const wanted = `${naming.before ?? ""}${given ?? `${context.name}-`}`;
  const start = (naming.lowerCase === true ? wanted.toLowerCase() : wanted).slice(
    0,
    naming.longest - digits - ending.length,
  );
  const old = str(context.olds?.[naming.property]);
  if (
    old?.startsWith(start) === true &&
    /^[0-9a-f]{7}$/.test(old.slice(start.length, start.length + digits))
  ) {
    return { ...inputs, [naming.property]: old };
  }
  return { ...inputs, [naming.property]: `${start}${context.suffix.slice(0, digits)}${ending}` };
};
