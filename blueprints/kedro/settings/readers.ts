import { scheduleProblem } from "../../snowflake";
import { nearest } from "../nearest";
import { isBag, type Reader, readMembers, type Row, type Rows, shown } from "./reader";

interface TextRule {
  readonly pattern: RegExp;
  /** What it must be. */
  readonly rule: string;
  readonly fix: string;
}

export const text =
  (rule?: TextRule): Reader<string> =>
  (value, problems, argument) => {
    if (typeof value !== "string" || value.trim() === "") {
      const number = typeof value === "number" ? `quote it: "${value}"` : "write a text";
      problems.add(argument, `must be a text, not ${value === "" ? "an empty one" : shown(value)}`, number);
      return undefined;
    }
    if (rule !== undefined && !rule.pattern.test(value)) {
      problems.add(argument, `must be ${rule.rule}, not ${shown(value)}`, rule.fix);
      return undefined;
    }
    return value;
  };

export const flag: Reader<boolean> = (value, problems, argument) => {
  if (typeof value === "boolean") return value;
  problems.add(argument, `must be true or false, not ${shown(value)}`, "write true or false");
  return undefined;
};

export const whole =
  (min: number, max: number, unit = ""): Reader<number> =>
  (value, problems, argument) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    const what = `a whole number from ${min} to ${max}${unit === "" ? "" : ` ${unit}`}`;
    problems.add(argument, `must be ${what}, not ${shown(value)}`, `choose one between ${min} and ${max}`);
    return undefined;
  };

export const oneOf =
  <T extends string>(allowed: readonly T[]): Reader<T> =>
  (value, problems, argument) => {
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    const near = typeof value === "string" ? nearest(value, allowed) : undefined;
    problems.add(
      argument,
      `must be one of ${allowed.join(", ")}, not ${shown(value)}`,
      near === undefined ? "choose one of these" : `write ${near}`,
    );
    return undefined;
  };

export const listOf =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (value, problems, argument) => {
    if (!Array.isArray(value)) {
      problems.add(argument, `must be a list, not ${shown(value)}`, "write a list, even of one");
      return undefined;
    }
    return value.flatMap((one: unknown, index) => item(one, problems, `${argument}[${index}]`) ?? []);
  };

/** A mapping whose keys are the user's own words. */
export const mapOf =
  <T>(item: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (value, problems, argument) => {
    if (!isBag(value)) {
      problems.add(argument, `must be a mapping, not ${shown(value)}`, "write `name: value` lines");
      return undefined;
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => {
        const read = one === undefined ? undefined : item(one, problems, `${argument}.${key}`);
        return read === undefined ? [] : [[key, read] as const];
      }),
    );
  };

export const object =
  <T>(rows: Rows<T>): Reader<Partial<T>> =>
  (value, problems, argument) => {
    if (isBag(value)) return readMembers(value, rows, problems.at(argument));
    const known = Object.keys(rows).join(", ");
    problems.add(argument, `must be a mapping, not ${shown(value)}`, `it may hold ${known}`);
    return undefined;
  };

/** The row of a mapping with fixed keys. */
export const members = <T>(description: string, rows: Rows<T>): Row<Partial<T>> => ({
  type: "mapping",
  description,
  read: object<T>(rows),
  members: rows,
});

/** What JSON can say, and nothing else: no dates, functions or endless numbers. */
export const json: Reader<unknown> = (value, problems, argument) => {
  const wrong = notJson(value, argument);
  if (wrong === undefined) return value;
  problems.add(wrong, "is not JSON", "use texts, numbers, true/false, null, lists and mappings");
  return undefined;
};

/** Path of the first value JSON cannot hold. */
export function notJson(value: unknown, path: string): string | undefined {
  if (Array.isArray(value))
    return value.map((one: unknown, at) => notJson(one, `${path}[${at}]`)).find((one) => one !== undefined);
  if (isBag(value)) {
    const proto: unknown = Object.getPrototypeOf(value);
    if (proto !== Object.prototype && proto !== null) return path;
    return Object.entries(value)
      .map(([key, one]) => notJson(one, `${path}.${key}`))
      .find((one) => one !== undefined);
  }
  const plain = value === null || typeof value === "string" || typeof value === "boolean";
  return plain || (typeof value === "number" && Number.isFinite(value)) ? undefined : path;
}

export const schedule: Reader<string> = (value, problems, argument) => {
  const read = text()(value, problems, argument);
  const wrong = read === undefined ? undefined : scheduleProblem(read);
  if (read === undefined || wrong === undefined) return read;
  const fix = `write "5 MINUTES" or "USING CRON 0 6 * * * UTC"`;
  problems.add(argument, `${shown(read)} is not a task schedule: ${wrong}`, fix);
  return undefined;
};

/** The first reader that fits the value's kind. */
export const either =
  <A, B>(fits: (value: unknown) => boolean, first: Reader<A>, second: Reader<B>): Reader<A | B> =>
  (value, problems, argument) =>
    (fits(value) ? first : second)(value, problems, argument);
