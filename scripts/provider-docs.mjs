// Writes docs/provider from the provider's tables. With --check it writes nothing and fails when a page is not current.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ensureBuilt, root } from "./setup.mjs";

ensureBuilt();
const require = createRequire(import.meta.url);
const { pages } = require(join(root, "dist", "provider", "docs", "index.js"));
const { definition } = require(join(root, "dist", "provider", "definition.js"));
const folder = join(root, "docs", "provider");
const check = process.argv.includes("--check");

mkdirSync(folder, { recursive: true });
const stale = [];
const wanted = pages(definition);
for (const file of readdirSync(folder)) {
  if (wanted.has(file)) continue;
  stale.push(file);
  if (!check) rmSync(join(folder, file));
}
for (const [file, text] of wanted) {
  const path = join(folder, file);
  if (read(path) === text) continue;
  stale.push(file);
  if (!check) writeFileSync(path, text);
}
if (check && stale.length > 0) {
  console.error(`docs/provider is not current (${stale.join(", ")}): run npm run -s docs`);
  process.exit(1);
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
