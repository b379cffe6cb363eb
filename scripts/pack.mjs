// Packs the cloud clients of a provider plugin into text that its one file carries: bundled, compressed, and opened only
// when the first call needs a client. As plain code in the file they would be parsed at every start of the plugin.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** One pack for each client's family: who uses one cloud does not open the other's. */
const families = [
  { name: "aws", pattern: /^@aws-sdk\// },
  { name: "snowflake", pattern: /^snowflake-sdk$/ },
  { name: "kafka", pattern: /^@platformatic\/kafka$/ },
  { name: "msk", pattern: /^aws-msk-iam-sasl-signer-js$/ },
];

/** The Kafka client's compression is WebAssembly beside its code; this one carries it inside. */
export const alias = { "@platformatic/wasm-utils": "@platformatic/wasm-utils/bundled" };
/** It also asks where it lies, when it is loaded. */
export const define = { "import.meta.url": "__filename" };

export function familyOf(module) {
  return families.find(({ pattern }) => pattern.test(module))?.name;
}

/** The packs' lines for the end of the plugin's file, for the modules that its code asks for. */
export async function packs(modules, root) {
  const lines = [];
  for (const { name } of families) {
    const own = [...modules].filter((module) => familyOf(module) === name).sort();
    if (own.length > 0) lines.push(`//# packed ${name} ${await packed(own, root)}`);
  }
  return lines.join("\n");
}

/** Base64 of the compressed bundle, kept until a version of a package changes. */
async function packed(modules, root) {
  const require = createRequire(join(root, "provider", "package.json"));
  const versions = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(readFileSync(new URL(import.meta.url)))
    .update(modules.join())
    .digest("hex");
  const folder = join(root, "node_modules", ".cache", "floe-packs");
  const cached = join(folder, versions.slice(0, 24));
  try {
    return readFileSync(cached, "latin1");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const entries = modules.map(
    (module) => `${JSON.stringify(module)}: () => require(${JSON.stringify(require.resolve(module))})`,
  );
  const result = await build({
    stdin: { contents: `module.exports = { ${entries.join(", ")} };`, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    alias,
    define,
    legalComments: "eof",
    logLevel: "error",
  });
  const text = brotliCompressSync(result.outputFiles[0].contents, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5 },
  }).toString("base64");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${cached}.${process.pid}`, text);
  renameSync(`${cached}.${process.pid}`, cached);
  return text;
}

/** The code that opens a pack; part of the plugin's bundle. */
export const opener = `
const { readFileSync } = require("node:fs");
const { Script } = require("node:vm");
const { brotliDecompressSync } = require("node:zlib");
const opened = new Map();
module.exports = (name) => {
  if (opened.has(name)) return opened.get(name);
  const file = readFileSync(__filename, "latin1");
  const mark = "\\n//# packed " + name + " ";
  const start = file.lastIndexOf(mark) + mark.length;
  const end = file.indexOf("\\n", start);
  const code = brotliDecompressSync(Buffer.from(file.slice(start, end < 0 ? undefined : end), "base64")).toString();
  const wrapper = new Script("(function (exports, require, module, __filename, __dirname) {" + code + "\\n})", {
    filename: __filename + "#" + name,
  });
  const made = { exports: {} };
  wrapper.runInThisContext().call(made.exports, made.exports, require, made, __filename, __dirname);
  opened.set(name, made.exports);
  return made.exports;
};
`;
