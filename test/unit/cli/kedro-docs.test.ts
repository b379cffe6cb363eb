import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ignorable } from "../../../blueprints/kedro/preflight/codes";
import { kedro } from "../../../cli/commands/kedro";
import { optionDocs } from "../../../cli/kedro/init/option-docs";

const file = join(__dirname, "..", "..", "..", "docs", "kedro.md");
const text = readFileSync(file, "utf8");

it("documents every option as the code describes it", () => {
  const [start, end] = ["<!-- options:", "<!-- end of options -->"].map((mark) => text.indexOf(mark));
  const from = text.indexOf("\n", start) + 1;
  if (process.env.UPDATE_DOCS !== undefined)
    writeFileSync(file, `${text.slice(0, from)}\n${optionDocs()}\n\n${text.slice(end)}`);
  expect(readFileSync(file, "utf8")).toContain(`\n${optionDocs()}\n`);
});

it("documents every command, and every flag of its own", () => {
  const common = ["--project", "--env", "--pipeline", "--name", "--json"];
  for (const command of kedro().commands) {
    expect(text).toContain(`kedro ${command.name()}`);
    for (const { long } of command.options)
      expect(text + common.join(" "), command.name()).toContain(long ?? "");
  }
});

it("names the rules that may be passed over", () => {
  for (const code of ignorable) expect(text).toContain(`\`${code}\``);
});
