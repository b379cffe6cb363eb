// node scripts/record-state.mjs <state folder> <project> <stack> <out.json>: the state of a stack as the upgrade tests
// replay it: without times, call stacks, secrets and paths of one machine. Refuses a state that holds a secret.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [state, project, stack, out] = process.argv.slice(2);
if (!out) throw new Error("usage: node scripts/record-state.mjs <state folder> <project> <stack> <out.json>");
const file = join(state, "pulumi", ".pulumi", "stacks", project, `${stack}.json`);
const text = readFileSync(file, "utf8");
if (text.includes("1b47061264138c4ac30d75fd1eb44270")) throw new Error(`${file} holds a secret`);
const dropped = new Set(["sourcePosition", "stackTrace", "created", "modified"]);
const recorded = JSON.parse(text, (key, value) => (dropped.has(key) ? undefined : value));
delete recorded.checkpoint.latest.secrets_providers;
const cache = /"path":\s*"([^"]*)\/data\/[^"]*"/.exec(text)?.[1];
const plain = JSON.stringify(recorded, null, 1);
const portable = cache ? plain.replaceAll(cache, "${CACHE}") : plain;
writeFileSync(out, `${portable}\n`);
