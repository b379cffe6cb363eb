// Writes a Pulumi provider plugin: a folder with main.js (one bundled file) and the executable that starts it.
import { build } from "esbuild";
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { alias, define, familyOf, opener, packs } from "./pack.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Cloud clients and native modules stay outside the bundle and are loaded on the first call that needs them:
 * parsing them would cost more than everything else at start.
 */
const external = ["@aws-sdk/*", "@smithy/*", "snowflake-sdk", "@duckdb/*"];

const shell = `#!/bin/sh
exec node "$(dirname "$0")/main.js" "$@"
`;
const batch = '@node "%~dp0main.js" %*\r\n';

/**
 * `alone`: the file carries its cloud clients and runs where no packages are installed. Else they are found in
 * node_modules.
 * @param {{ name: string, entry: string, folder: string, alone?: boolean, logLevel?: "warning" | "error" }} plugin
 */
export async function writePlugin({ name, entry, folder, alone = false, logLevel = "warning" }) {
  mkdirSync(folder, { recursive: true });
  const asked = new Set();
  const file = join(folder, "main.js");
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    alias,
    define,
    ...(alone ? { plugins: [packing(asked)] } : { external, sourcemap: "linked" }),
    logLevel,
    // A lazy import of an external client becomes a lazy require.
    supported: { "dynamic-import": false },
  });
  if (alone) appendFileSync(file, `\n${await packs(asked, root)}\n`);
  const executable = join(folder, `pulumi-resource-${name}`);
  writeFileSync(executable, shell);
  chmodSync(executable, 0o755);
  writeFileSync(`${executable}.cmd`, batch);
}

/** Turns every import of a cloud client into one from the pack at the end of the file. */
function packing(asked) {
  return {
    name: "packing",
    setup({ onResolve, onLoad }) {
      onResolve(
        { filter: /^(@aws-sdk\/|snowflake-sdk$|@platformatic\/kafka$|aws-msk-iam-sasl-signer-js$)/ },
        ({ path }) => {
          asked.add(path);
          return { path, namespace: "packed" };
        },
      );
      onResolve({ filter: /^floe:packs$/ }, ({ path }) => ({ path, namespace: "packs" }));
      onLoad({ filter: /.*/, namespace: "packed" }, ({ path }) => ({
        contents: `module.exports = require("floe:packs")(${JSON.stringify(familyOf(path))})[${JSON.stringify(path)}]();`,
      }));
      onLoad({ filter: /.*/, namespace: "packs" }, () => ({ contents: opener }));
    },
  };
}
