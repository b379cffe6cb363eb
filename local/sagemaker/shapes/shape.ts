import { ServiceError } from "../front/errors";

/** Collects what is wrong with one value of a request. */
export type Shape = (value: unknown, path: string, problems: string[]) => void;

export type Fields = Record<string, Shape>;

function failed(value: unknown, path: string, rule: string): string {
  const shown = typeof value === "string" ? `'${value}'` : JSON.stringify(value);
  return `Value ${shown} at '${path}' failed to satisfy constraint: Member must ${rule}`;
}

function wrongType(path: string, wanted: string): never {
  throw new ServiceError("SerializationException", `The member ${path} must be ${wanted}`);
}

interface TextRules {
  pattern?: string;
  min?: number;
  max?: number;
  oneOf?: readonly string[];
}

/** A string within the given rules. */
export function text(rules: TextRules = {}): Shape {
  const matcher = rules.pattern === undefined ? undefined : new RegExp(`^(?:${rules.pattern})$`, "u");
  return (value, path, problems) => {
    if (typeof value !== "string") wrongType(path, "a string");
    if (rules.oneOf && !rules.oneOf.includes(value)) {
      problems.push(failed(value, path, `satisfy enum value set: [${rules.oneOf.join(", ")}]`));
    }
    if (rules.min !== undefined && value.length < rules.min) {
      problems.push(failed(value, path, `have length greater than or equal to ${rules.min}`));
    }
    if (rules.max !== undefined && value.length > rules.max) {
      problems.push(failed(value, path, `have length less than or equal to ${rules.max}`));
    }
    if (matcher && !matcher.test(value)) {
      problems.push(failed(value, path, `satisfy regular expression pattern: ${rules.pattern ?? ""}`));
    }
  };
}

/** A number between `min` and `max`. */
export function number(rules: { min?: number; max?: number; whole?: boolean } = {}): Shape {
  return (value, path, problems) => {
    if (typeof value !== "number" || (rules.whole === true && !Number.isInteger(value)))
      wrongType(path, "a number");
    if (rules.min !== undefined && value < rules.min) {
      problems.push(failed(value, path, `have value greater than or equal to ${rules.min}`));
    }
    if (rules.max !== undefined && value > rules.max) {
      problems.push(failed(value, path, `have value less than or equal to ${rules.max}`));
    }
  };
}

export function whole(min: number, max: number): Shape {
  return number({ min, max, whole: true });
}

export const flag: Shape = (value, path) => {
  if (typeof value !== "boolean") wrongType(path, "true or false");
};

/** Recorded as it came: a member that has no effect in the local cloud. */
export const recorded: Shape = () => undefined;

export function list(item: Shape, min = 0, max = Number.MAX_SAFE_INTEGER): Shape {
  return (value, path, problems) => {
    if (!Array.isArray(value)) wrongType(path, "a list");
    if (value.length < min) problems.push(failed(value, path, `have length greater than or equal to ${min}`));
    if (value.length > max) problems.push(failed(value, path, `have length less than or equal to ${max}`));
    value.forEach((each, index) => item(each, `${path}.${index + 1}.member`, problems));
  };
}

export function map(item: Shape, max = Number.MAX_SAFE_INTEGER): Shape {
  return (value, path, problems) => {
    if (!isObject(value)) wrongType(path, "a map");
    if (Object.keys(value).length > max) {
      problems.push(failed(value, path, `have length less than or equal to ${max}`));
    }
    for (const [key, each] of Object.entries(value)) item(each, `${path}.${key}.member`, problems);
  };
}

/** A structure with required and optional members; members it does not name are refused. */
export function structure(required: Fields, optional: Fields = {}): Shape {
  return (value, path, problems) => {
    if (!isObject(value)) wrongType(path || "of the request", "a structure");
    for (const key of Object.keys(value)) {
      if (!(key in required) && !(key in optional)) {
        throw new ServiceError(
          "ValidationException",
          `The local SageMaker does not know the member ${join(path, key)}; it knows ` +
            Object.keys({ ...required, ...optional }).join(", "),
        );
      }
    }
    for (const [key, shape] of Object.entries(required)) {
      const member = value[key];
      if (member === undefined || member === null)
        problems.push(failed(null, join(path, key), "not be null"));
      else shape(member, join(path, key), problems);
    }
    for (const [key, shape] of Object.entries(optional)) {
      const member = value[key];
      if (member !== undefined && member !== null) shape(member, join(path, key), problems);
    }
  };
}

function join(path: string, key: string): string {
  const member = key.charAt(0).toLowerCase() + key.slice(1);
  return path ? `${path}.${member}` : member;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws one ValidationException that lists every problem of the request. */
export function check(shape: Shape, input: unknown): void {
  const problems: string[] = [];
  shape(input, "", problems);
  if (problems.length === 0) return;
  const head = `${problems.length} validation error${problems.length === 1 ? "" : "s"} detected: `;
  throw new ServiceError("ValidationException", head + problems.join("; "));
}
