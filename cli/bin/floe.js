#!/usr/bin/env node
"use strict";
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`floe needs Node 20 or newer; this is ${process.version}`);
  process.exit(4);
}
// Node 20 is supported on purpose: the AWS SDK's notice about it is not for users of this command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
require(main());

/** The command's code: a checkout has it built, who installed the package has it from `@floe/local`. */
function main() {
  const built = join(__dirname, "..", "..", "dist", "cli", "main.js");
  if (existsSync(built)) return built;
  if (existsSync(join(__dirname, "..", "program.ts"))) {
    console.error("floe is not built: run `npm ci && npm run build` in its folder");
    process.exit(4);
  }
  try {
    return require.resolve("@floe/local/cli");
  } catch {
    console.error(
      "the floe command and the local cloud are a package of their own: npm install -D @floe/local",
    );
    process.exit(4);
  }
}
