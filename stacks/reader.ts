import type { Problems } from "../blueprints";

type Kind = "text" | "number" | "flag" | "list" | "map";

const words: Readonly<Record<Kind, string>> = {
  text: "a text",
  number: "a number",
  flag: "true or false",
  list: "a list",
  map: "a map",
};

/** Reads a configuration value of unknown shape and collects what is wrong with it instead of stopping at the first. */
export class Reader {
  readonly #seen = new Set<string>();

  constructor(
    private readonly value: Readonly<Record<string, unknown>>,
    readonly problems: Problems,
  ) {}

  text(name: string): string | undefined {
    return this.#read(name, "text") as string | undefined;
  }

  requiredText(name: string, fix: string): string {
    const text = this.text(name);
    if (text === undefined && this.value[name] === undefined) this.problems.add(name, "is missing", fix);
    return text ?? "";
  }

  number(name: string): number | undefined {
    return this.#read(name, "number") as number | undefined;
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, "flag") as boolean | undefined;
  }

  /** Texts of a list. */
  texts(name: string): readonly string[] {
    const list = (this.#read(name, "list") ?? []) as readonly unknown[];
    return list.map((item, index) => {
      this.problems.require(typeof item === "string", `${name}[${index}]`, "must be a text", "quote it");
      return String(item);
    });
  }

  /** A map whose members are read one by one. Absent: undefined. */
  map(name: string): Reader | undefined {
    const map = this.#read(name, "map") as Readonly<Record<string, unknown>> | undefined;
    return map === undefined ? undefined : new Reader(map, this.problems.at(name));
  }

  requiredMap(name: string, fix: string): Reader {
    const map = this.map(name);
    if (map === undefined && this.value[name] === undefined) this.problems.add(name, "is missing", fix);
    return map ?? new Reader({}, this.problems.at(name));
  }

  /** Every member of this map as a scalar. */
  scalars(): Readonly<Record<string, string | number | boolean>> {
    const entries = Object.entries(this.value).map(([name, value]) => {
      this.#seen.add(name);
      const scalar = ["string", "number", "boolean"].includes(typeof value);
      this.problems.require(scalar, name, "must be a text, a number or true/false", "write one value");
      return [name, scalar ? (value as string | number | boolean) : ""] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Every member of this map as a map. */
  maps(): readonly (readonly [string, Reader])[] {
    return Object.keys(this.value).map((name) => [name, this.requiredMap(name, "write a map")] as const);
  }

  /** Members nobody asked for are misspelt. */
  finish(): void {
    const known = [...this.#seen];
    for (const name of Object.keys(this.value).filter((one) => !this.#seen.has(one))) {
      const near = known.find((one) => one.toLowerCase() === name.toLowerCase());
      this.problems.add(
        name,
        `is not a setting (${known.join(", ")})`,
        near === undefined ? "remove it or check its spelling" : `write ${near}`,
      );
    }
  }

  #read(name: string, kind: Kind): unknown {
    this.#seen.add(name);
    const value = this.value[name];
    if (value === undefined || value === null) return undefined;
    const fits =
      kind === "text"
        ? typeof value === "string"
        : kind === "number"
          ? typeof value === "number"
          : kind === "flag"
            ? typeof value === "boolean"
            : kind === "list"
              ? Array.isArray(value)
              : typeof value === "object" && !Array.isArray(value);
    const found = Array.isArray(value) ? "a list" : typeof value;
    this.problems.require(fits, name, `must be ${words[kind]}, not ${found}`, `write ${words[kind]}`);
    return fits ? value : undefined;
  }
}
