import type { ProviderDefinition } from "../framework";
import { blocks, code, fenced, table } from "./markdown";
import { fileOf } from "./page";

const setup = `name: my-stack
runtime: nodejs
plugins:
  providers:
    - name: floe
      path: node_modules/@floe/provider/dist/plugin`;

/** The index: how a program gets the provider, and what there is. */
export function overview(definition: ProviderDefinition): string {
  return blocks(
    "# The native provider",
    `${definition.schema?.description as string} These pages are written from the tables that also drive checks, diffs and the schema, by ${code("npm run -s docs")}.`,
    "Programs take its classes from `floe/sdk`. The plugin is one file and its launcher, in the package `@floe/provider`, named by path in the project's settings:",
    fenced("yaml", setup),
    table(
      ["Resource", "What it is"],
      definition.resources.map((type) => [
        `[${code(type.token)}](${fileOf(type)})`,
        firstSentence(type.description),
      ]),
    ),
    definition.functions.length === 0
      ? undefined
      : table(
          ["Function", "What it answers"],
          definition.functions.map(({ token, description }) => [code(token), description ?? ""]),
        ),
    "Settings of the provider are listed in [configuration](configuration.md).",
  );
}

function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replace(/:$/, ".") ?? text;
}
