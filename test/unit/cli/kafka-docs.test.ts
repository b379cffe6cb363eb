import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { kafkaPollCost, kafkaSinkConfig, kafkaSourceConfig } from "../../../blueprints";
import { kafka } from "../../../cli/commands/kafka";
import * as components from "../../../components/kafka";
import { program } from "../../../cli/program";
import { sink, source } from "../kafka/specs";

const root = join(__dirname, "..", "..", "..");
const file = join(root, "docs", "kafka.md");
const connector = join(root, "connectors", "snowflake-source");
const read = (...path: string[]): string => readFileSync(join(...path), "utf8");
const text = (): string => read(file);

interface Key {
  readonly name: string;
  readonly type: string;
  readonly default: string | number | boolean | null;
  readonly required: boolean;
  readonly documentation: string;
  readonly group: string;
}

/** Every key of the source, as its own definition tells. */
function sourceTable(): string {
  const keys = JSON.parse(read(connector, "config.json")) as readonly Key[];
  const groups = [...new Set(keys.map(({ group }) => group))];
  const shown = ({ default: usual, required, type }: Key): string =>
    required
      ? "required"
      : type === "password" || usual === null || usual === ""
        ? ""
        : `\`${String(usual)}\``;
  const tables = groups.map((group) => {
    const rows = keys
      .filter((key) => key.group === group)
      .map((key) => `| \`${key.name}\` | ${shown(key)} | ${key.documentation.replaceAll("|", "\\|")} |`);
    return [`**${group}**`, "", "| Key | Default | |", "|---|---|---|", ...rows].join("\n");
  });
  const set = kafkaSourceConfig(source);
  const own = new Set(keys.map(({ name }) => name));
  const fixed = Object.entries(set).filter(([name]) => !own.has(name) && name !== "name");
  const rows = fixed.map(([name, value]) => `| \`${name}\` | \`${value}\` |`);
  return [
    ...tables,
    "",
    "Beside these Floe sets, for a source named `scores-source`:",
    "",
    "| Key | Value |",
    "|---|---|",
    ...rows,
  ]
    .join("\n")
    .replaceAll("|\n**", "|\n\n**");
}

/** What the generator writes by itself, for the two engines of the sink. */
function sinkTable(): string {
  const classic = kafkaSinkConfig({ ...sink, version: "2.5.0" });
  const streaming = kafkaSinkConfig({ ...sink, version: "4.1.0" });
  const given =
    /^(name|topics|snowflake\.(url|user|role|database|schema)\.name|snowflake\.private\.key|snowflake\.topic2table\.map)$/;
  const names = [...new Set([...Object.keys(classic), ...Object.keys(streaming)])].filter(
    (name) => !given.test(name),
  );
  const cell = (value: string | undefined): string =>
    value === undefined ? "" : `\`${value.replace(/^.*\.(?=[A-Z])/, "")}\``;
  const rows = names.map((name) => `| \`${name}\` | ${cell(classic[name])} | ${cell(streaming[name])} |`);
  return ["| Key | 2.5 and 3.x | 4.x |", "|---|---|---|", ...rows].join("\n");
}

const written: readonly [string, () => string][] = [
  ["source", sourceTable],
  ["sink", sinkTable],
];

describe("docs/kafka.md", () => {
  it.each(written)("has the table of the %s as the code writes it", (name, table) => {
    const now = text();
    const [start, end] = [now.indexOf(`<!-- ${name}:`), now.indexOf(`<!-- end of ${name} -->`)];
    const from = now.indexOf("\n", start) + 1;
    if (process.env.UPDATE_DOCS !== undefined)
      writeFileSync(file, `${now.slice(0, from)}\n${table()}\n\n${now.slice(end)}`);
    expect(text()).toContain(`\n${table()}\n`);
  });

  it("describes every command, and every flag of its own", () => {
    const common = ["--json", "--help"];
    for (const command of kafka().commands) {
      expect(text()).toContain(`\`floe kafka ${command.name()}`);
      for (const { long, negate } of command.options)
        if (
          !common.includes(long ?? "") &&
          !(
            command.options.some((each) => each.negate && each.long === `--no-${(long ?? "").slice(2)}`) &&
            !negate
          )
        )
          expect(text(), `${command.name()} ${long ?? ""}`).toContain(long ?? "");
    }
  });

  it("says of every kind of column what it becomes", () => {
    const kinds = read(connector, "src/main/java/dev/floe/connect/snowflake/schema/Kind.java");
    const names = /enum Kind \{\s*([A-Z_,\s]+);/.exec(kinds)?.[1]?.split(/,\s*/) ?? [];
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(text()).toMatch(new RegExp(`\\| \`${name.trim()}\` \\|`));
  });

  it("names every mode, feed, policy and way of errors", () => {
    const keys = JSON.parse(read(connector, "config.json")) as { name: string; validValues: string | null }[];
    for (const name of ["mode", "metadata.feed", "schema.evolution", "record.format"]) {
      const values =
        keys
          .find((key) => key.name === name)
          ?.validValues?.replace(/[[\]]/g, "")
          .split(/,\s*/) ?? [];
      expect(values.length).toBeGreaterThan(1);
      for (const value of values) expect(text(), name).toMatch(new RegExp(`[\`=]${value}[\`)]`));
    }
  });

  it("names only components and functions that there are", () => {
    const section = text();
    const table = /\| Component \| What it makes \|\n([\s\S]*?)\n\n/.exec(section)?.[1] ?? "";
    const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? "");
    expect(named.length).toBeGreaterThan(8);
    for (const name of named) expect(components, name).toHaveProperty(name);
    for (const name of ["snowflakeSourceArtifacts", "snowflakeSinkArtifacts"]) {
      expect(section).toContain(name);
      expect(components).toHaveProperty(name);
    }
    expect(section).toContain("kafkaPollCost");
  });

  it("states the cost of polls as the code computes it", () => {
    for (const [pollIntervalMs, words] of [
      [60_000, "24 credits a day"],
      [900_000, "1.7 credits a day"],
    ] as const) {
      expect(kafkaPollCost({ pollIntervalMs }).text).toContain(words);
      expect(text()).toContain(words);
    }
  });

  it("answers errors by the words of the code", () => {
    const rows = /\| Floe says \| Do \|\n([\s\S]*?)\n\n/.exec(text())?.[1]?.split("\n").slice(1) ?? [];
    expect(rows.length).toBeGreaterThan(10);
    const folders = ["connectors/snowflake-source/src/main", "blueprints/kafka", "cli/kafka", "local/kafka"];
    const code = folders
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
          join(root, folder, name),
        ),
      )
      .filter((name) => /\.(java|ts)$/.test(name))
      .map((name) => read(name).replace(/"\s*\+\s*"/g, ""))
      .join("\n");
    for (const row of rows)
      for (const [, words = ""] of (row.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g))
        for (const part of words.split("..")) expect(code, row).toContain(part.trim());
  });
});

it("is linked from the readme and the command's page", () => {
  expect(read(root, "README.md")).toContain("docs/kafka.md");
  expect(read(root, "docs", "cli.md")).toContain("kafka.md");
  const names = (command: Command): string[] => command.commands.map((each) => each.name());
  const group = program().commands.find((each) => each.name() === "kafka");
  expect(group && names(group).length).toBeGreaterThan(4);
  for (const name of group === undefined ? [] : names(group)) {
    expect(read(root, "docs", "cli.md")).toContain(name);
    expect(read(root, "README.md")).toContain(name);
  }
});
