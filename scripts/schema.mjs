// The schema of the native provider, from its tables.
import { build } from "esbuild";
import { createRequire } from "node:module";
import { join } from "node:path";

const entry = `
export { definition } from "./provider/definition";
export { schemaOf } from "./provider/framework/schema";
`;

/** The JSON text of schema.json. */
export async function schemaText(root) {
  const result = await build({
    stdin: { contents: entry, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
  });
  const module = { exports: {} };
  const run = new Function("require", "module", "exports", result.outputFiles[0].text);
  run(createRequire(join(root, "provider", "package.json")), module, module.exports);
  const { definition, schemaOf } = module.exports;
  return `${JSON.stringify(schemaOf(definition), undefined, 2)}\n`;
}
