import { compareVersions } from "./requirement";

/** Where Snowflake runs Python, in the words of environment markers. */
const surroundings = (python: string): Readonly<Record<string, string>> => ({
  python_version: python,
  python_full_version: `${python}.0`,
  sys_platform: "linux",
  platform_system: "Linux",
  os_name: "posix",
  implementation_name: "cpython",
  platform_python_implementation: "CPython",
  extra: "",
});

const clause = /^\(*\s*([a-z_]+)\s*(==|!=|<=|>=|<|>)\s*(['"])([^'"]*)\3\s*\)*$/;

/**
 * Whether a requirement with this marker counts in Snowflake: `python_version < "3.12" and sys_platform == "linux"`.
 * Undefined for markers of another form.
 */
export function markerHolds(marker: string, python: string): boolean | undefined {
  const known = surroundings(python);
  // Brackets around `or` within `and` would need a real parser; nobody writes them in requirements.
  if (/\bor\b/.test(marker) && /\band\b/.test(marker) && marker.includes("(")) return undefined;
  const answers = marker.split(/\s+or\s+/).map((alternative) => {
    const parts = alternative.split(/\s+and\s+/).map((part) => holds(part.trim(), known));
    return parts.includes(undefined) ? undefined : parts.every(Boolean);
  });
  return answers.includes(undefined) ? undefined : answers.some(Boolean);
}

function holds(text: string, known: Readonly<Record<string, string>>): boolean | undefined {
  const found = clause.exec(text);
  const value = known[found?.[1] ?? ""];
  if (found === null || value === undefined) return undefined;
  const [, variable = "", operator = "", , wanted = ""] = found;
  if (!variable.startsWith("python_")) {
    if (operator === "==") return value === wanted;
    return operator === "!=" ? value !== wanted : undefined;
  }
  const order = compareVersions(value, wanted.replace(/\.\*$/, ""));
  const answers: Readonly<Record<string, boolean>> = {
    "==": order === 0,
    "!=": order !== 0,
    "<": order < 0,
    "<=": order <= 0,
    ">": order > 0,
    ">=": order >= 0,
  };
  return answers[operator];
}
