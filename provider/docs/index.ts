import type { ProviderDefinition } from "../framework";
import { configurationPage } from "./configuration";
import { overview } from "./overview";
import { fileOf, resourcePage } from "./page";

/** Every page of `docs/provider`, by file name: the tables of the resources as prose, nothing typed by hand. */
export function pages(definition: ProviderDefinition): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", overview(definition)],
    ["configuration.md", configurationPage(definition)],
    ...definition.resources.map((type) => [fileOf(type), resourcePage(type)] as const),
  ]);
}
