import { join } from "node:path";
import { built, packageRoot } from "../../local/paths";
import type { Deployment, Recorded } from "./deployment";
import { isAsset, isSecret, secretValue } from "./deployment";
import { loopName, recordedLoop } from "./recorded/recording";

/*
 * The program a person would write who has the resources of one loop, but not the components: a function that
 * registers each with the SDKs' own classes, called once per loop.
 *
 * The same on both sides: engine, providers, SDK classes, every URN, every input's value, references between
 * resources (an input that repeats another resource's output is written as that output), explicit dependencies.
 * The component resources are registered by hand too, as empty shells: parents are part of a URN, and with other
 * URNs these would be other resources.
 *
 * In the program's disfavour: a component that another waits for is named as the resources it holds, as the state
 * lists them, where a person might name the shell. It makes the same edges, with more entries to await.
 *
 * Not the same, and so what is measured: the components' own code (validation, names, documents, SQL text, chains of
 * `apply`), the data sources they ask (by hand the answers are literals), and the outputs they register.
 */
export function byHand(deployment: Deployment): string {
  const writer = new Writer();
  for (const resource of deployment.resources) writer.add(resource);
  return [
    `"use strict";`,
    `const load = require("node:module").createRequire(${JSON.stringify(join(packageRoot(), "package.json"))});`,
    `const pulumi = load("@pulumi/pulumi");`,
    ...writer.imports(),
    `class Shell extends pulumi.ComponentResource {`,
    `  constructor(type, name, inputs, opts) { super(type, name, inputs, opts); this.registerOutputs(); }`,
    `}`,
    `function loop(digits) {`,
    ...writer.lines.map((line) => `  ${line}`),
    `}`,
    `exports.default = () => {`,
    `  const count = new pulumi.Config().requireNumber("count");`,
    `  for (let index = 1; index <= count; index++) loop(String(index).padStart(3, "0"));`,
    `};`,
    ``,
  ].join("\n");
}

interface Reference {
  readonly value: string;
  readonly code: string;
  readonly urn: string;
}

class Writer {
  readonly lines: string[] = [];
  private readonly known = new Map<string, { readonly variable: string; readonly resource: Recorded }>();
  private readonly modules = new Map<string, string>();

  imports(): string[] {
    return [...this.modules].map(
      ([module, variable]) => `const ${variable} = load(${JSON.stringify(module)});`,
    );
  }

  add(resource: Recorded): void {
    if (resource.type === "pulumi:pulumi:Stack" || resource.type.startsWith("pulumi:providers:")) return;
    const variable = `r${this.known.size + 1}`;
    const used = new Set<string>();
    const inputs = Object.entries(resource.inputs ?? {}).map(([name, value]) => {
      const references = this.references(resource.propertyDependencies?.[name] ?? []);
      return `${JSON.stringify(name)}: ${write(value, references, used)}`;
    });
    const name = text(resource.urn.split("::").slice(3).join("::"));
    const dependencies = (resource.dependencies ?? []).filter((urn) => !used.has(urn));
    const options = this.options(resource, dependencies);
    const bag = `{ ${inputs.join(", ")} }`;
    this.lines.push(
      resource.custom
        ? `const ${variable} = new ${this.classOf(resource.type)}(${name}, ${bag}, ${options});`
        : `const ${variable} = new Shell(${JSON.stringify(resource.type)}, ${name}, ${bag}, ${options});`,
    );
    this.known.set(resource.urn, { variable, resource });
  }

  private options(resource: Recorded, dependencies: readonly string[]): string {
    const parent = this.known.get(resource.parent ?? "")?.variable;
    const dependsOn = dependencies.flatMap((urn) => this.known.get(urn)?.variable ?? []);
    const options = [
      ...(parent === undefined ? [] : [`parent: ${parent}`]),
      ...(dependsOn.length === 0 ? [] : [`dependsOn: [${dependsOn.join(", ")}]`]),
      ...(["protect", "retainOnDelete", "ignoreChanges", "customTimeouts"] as const).flatMap((option) =>
        resource[option] === undefined ? [] : [`${option}: ${JSON.stringify(resource[option])}`],
      ),
    ];
    return `{ ${options.join(", ")} }`;
  }

  /** What may stand for a piece of text: outputs of the resources that the input is known to depend on. */
  private references(urns: readonly string[]): Reference[] {
    const found = urns.flatMap((urn) => {
      const of = this.known.get(urn);
      if (!of?.resource.custom) return [];
      const values = { id: of.resource.id, ...of.resource.outputs };
      return Object.entries(values).flatMap(([name, value]) =>
        typeof value === "string" && value.length >= 8
          ? [{ value, code: `${of.variable}.${name}`, urn }]
          : [],
      );
    });
    return found.sort((a, b) => b.value.length - a.value.length);
  }

  private classOf(type: string): string {
    const [pkg = "", path = "", name = ""] = type.split(":");
    const folder = path.split("/")[0] ?? "";
    if (pkg === "floe")
      return `${this.module(built("provider", "sdk", "index.js"), "floe")}.${folder}.${name}`;
    if (folder === "index") return `${this.module(`@pulumi/${pkg}`, pkg)}.${name}`;
    return `${this.module(`@pulumi/${pkg}/${folder}`, folder)}.${name}`;
  }

  private module(path: string, variable: string): string {
    this.modules.set(path, variable);
    return variable;
  }
}

function write(value: unknown, references: readonly Reference[], used: Set<string>): string {
  if (typeof value === "string") return string(value, references, used);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, references, used)).join(", ")}]`;
  if (isSecret(value)) return `pulumi.secret(${write(secretValue(value), references, used)})`;
  if (isAsset(value)) return `new pulumi.asset.FileAsset(${JSON.stringify(value.path)})`;
  const members = Object.entries(value).map(
    ([name, member]) => `[${text(name)}]: ${write(member, references, used)}`,
  );
  return `{ ${members.join(", ")} }`;
}

function string(value: string, references: readonly Reference[], used: Set<string>): string {
  const whole = references.find((reference) => reference.value === value);
  if (whole) {
    used.add(whole.urn);
    return whole.code;
  }
  let parts: (string | Reference)[] = [value];
  for (const reference of references) {
    parts = parts.flatMap((part) =>
      typeof part !== "string"
        ? [part]
        : part.split(reference.value).flatMap((piece, index) => (index === 0 ? [piece] : [reference, piece])),
    );
  }
  if (parts.length === 1) return text(value);
  const code = parts.map((part) => {
    if (typeof part === "string") return escaped(part);
    used.add(part.urn);
    return `\${${part.code}}`;
  });
  return `pulumi.interpolate\`${code.join("")}\``;
}

const recordedName = new RegExp(loopName(recordedLoop).replace(/(\d{3})$/, "($1)"), "i");

/** A literal, or a template where the loop's number is part of it. */
const text = (value: string): string =>
  recordedName.test(value) ? `\`${escaped(value)}\`` : JSON.stringify(value);

const escaped = (value: string): string =>
  value
    .replace(/[\\`]|\$\{/g, (character) => `\\${character}`)
    .replace(/(bench)\d{3}/gi, (_, word: string) => `${word}\${digits}`);
