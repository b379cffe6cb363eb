// Writes a Pulumi provider plugin: a folder with main.js (one bundled file) and the executable that starts it.
import { build } from "esbuild";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Cloud clients and native modules stay outside the bundle and are loaded on the first call that needs them:
 * parsing them would cost more than everything else at start.
 */
const external = ["@aws-sdk/*", "@smithy/*", "snowflake-sdk", "@duckdb/*"];

const shell = `#!/bin/sh
exec node "$(dirname "$0")/main.js" "$@"
`;
const batch = '@node "%~dp0main.js" %*\r\n';

/** @param {{ name: string, entry: string, folder: string }} plugin */
export async function writePlugin({ name, entry, folder }) {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [entry],
    outfile: join(folder, "main.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external,
    sourcemap: "linked",
    logLevel: "warning",
    // A lazy import of an external client becomes a lazy require.
    supported: { "dynamic-import": false },
  });
  const executable = join(folder, `pulumi-resource-${name}`);
  writeFileSync(executable, shell);
  chmodSync(executable, 0o755);
  writeFileSync(`${executable}.cmd`, batch);
}
