import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Schema, Validator } from "@cfworker/json-schema";
import { describe, expect, it } from "vitest";
import { definition } from "../../../provider/definition";
import { schemaOf } from "../../../provider/framework";
import { engineFolder } from "../support/engine";
import { places } from "../support/tables";

const metaschema = JSON.parse(readFileSync(join(__dirname, "pulumi-metaschema.json"), "utf8")) as Schema;
const schema = schemaOf(definition) as {
  readonly resources: Record<string, SchemaResource>;
  readonly types: Record<string, { readonly properties: Record<string, object> }>;
};
interface SchemaResource {
  readonly inputProperties: Record<string, Record<string, unknown>>;
  readonly properties: Record<string, Record<string, unknown>>;
  readonly requiredInputs: readonly string[];
}

describe("schema.json", () => {
  it("is valid by Pulumi's metaschema", () => {
    const { valid, errors } = new Validator(metaschema, "2020-12", false).validate(schema);
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
    const broken = { ...schema, resources: { "floe:a:B": { inputProperties: { x: { type: 7 } } } } };
    expect(new Validator(metaschema, "2020-12").validate(broken).valid).toBe(false);
  });

  it("is accepted by the engine, for every language", () => {
    const folder = mkdtempSync(join(tmpdir(), "floe-schema-"));
    try {
      const file = join(folder, "schema.json");
      writeFileSync(file, JSON.stringify(schema));
      const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_HOME: folder };
      const said = execFileSync(join(engineFolder(), "pulumi"), ["schema", "check", file], {
        env,
        encoding: "utf8",
        stdio: "pipe",
      });
      expect(said).not.toMatch(/error|warning/i);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each(definition.resources.map((type) => [type.token, type] as const))(
    "tells all of %s",
    (token, type) => {
      const told = schema.resources[token]!;
      expect(Object.keys(told.inputProperties)).toEqual(Object.keys(type.inputs));
      expect(Object.keys(told.properties).sort()).toEqual(
        [...new Set([...Object.keys(type.inputs), ...Object.keys(type.outputs)])].sort(),
      );
      for (const [name, property] of Object.entries(type.inputs)) {
        const input = told.inputProperties[name]!;
        expect(told.requiredInputs.includes(name), name).toBe(property.required === true);
        expect(input.secret === true, name).toBe(property.secret === true);
        expect(input.willReplaceOnChanges === true, name).toBe(property.change === "replace");
        expect(String(input.description), name).toContain(property.description);
      }
    },
  );
});

describe.each(definition.resources.map((type) => [type.token, type] as const))(
  "the docs of %s",
  (_, type) => {
    it("tell costs, permissions and an example", () => {
      expect(type.description).toMatch(/\.$/);
      expect(type.costs ?? "", "costs").toMatch(/\.$/);
      expect(type.example ?? "", "example").toContain("new ");
      const { aws = [], snowflake = [], kafka = [] } = type.permissions ?? {};
      expect([...aws, ...snowflake, ...kafka], "permissions").not.toEqual([]);
      for (const { action, when } of aws)
        expect(`${action} ${when}`).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z*]+ \S/);
      for (const { action, when } of [...snowflake, ...kafka])
        expect(`${action} ${when}`).toMatch(/^[A-Z_]{3,} .*\S/);
    });

    it("describe every input and output in sentences", () => {
      for (const { path, property } of [...places(type.inputs), ...places(type.outputs)])
        expect(property.description, path).toMatch(/[.)`]$/);
    });
  },
);
