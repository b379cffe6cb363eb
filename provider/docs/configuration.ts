import type { ProviderDefinition } from "../framework";
import { blocks, code, fenced } from "./markdown";
import { inputTable } from "./properties";

const example = `import * as floe from "floe/sdk";

const provider = new floe.Provider("prod", { region: "eu-central-1", account: "ORG-PROD", role: "DEPLOYER" });`;

/** The provider's own settings: of the stack, or of an explicit provider. */
export function configurationPage({ name, config }: ProviderDefinition): string {
  return blocks(
    "# Configuration of the provider",
    `As stack configuration (${code(`pulumi config set ${name}:region eu-central-1`)}) or as arguments of an explicit provider:`,
    fenced("ts", example),
    "A setting that is left out is read from the environment variables the official clients read. Nothing connects before a resource needs it.",
    inputTable({ path: "", table: config, change: "update", description: "" }, true),
  );
}
