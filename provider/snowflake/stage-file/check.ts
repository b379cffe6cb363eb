import { identifierLimit } from "../../../blueprints/snowflake";
import { type Bag, number, type Problem, text } from "../../framework";
import { hashLength, ownName, sourceOf } from "./place";

/** Characters that need no quoting in SQL and are no wildcards of PUT. */
const plain = /^[\w][\w.+=-]*$/;

export function check(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const report = (property: string, reason: string) => problems.push({ property, reason });
  for (const key of ["database", "schema", "stage", "role"]) {
    const value = text(inputs[key]);
    if (value !== undefined && (value === "" || value.length > identifierLimit))
      report(key, `must be 1 to ${identifierLimit} characters`);
  }
  const prefix = text(inputs.prefix);
  if (prefix !== undefined && !prefix.split("/").every((part) => plain.test(part)))
    report("prefix", "must be folders of letters, digits and _ . + = -, such as lib/features");
  const hashes = new RegExp(`^[0-9a-f]{${hashLength}}$`);
  if (prefix?.split("/").some((part) => hashes.test(part)) === true)
    report("prefix", "must not hold a folder that looks like a version (16 hexadecimal digits)");
  const name = text(inputs.name);
  if (name !== undefined && !plain.test(name))
    report(
      "name",
      "must be letters, digits and _ . + = -, not starting with a dot: PUT and IMPORTS take no other names",
    );
  const source = sourceOf(inputs.source);
  if (source !== undefined && name === undefined && !unknown.has("name") && ownName(source) === undefined)
    report("name", "is required for a source without a name of its own");
  checkSource(inputs, report);
  const retain = number(inputs.retain);
  if (retain !== undefined && (retain < 0 || retain > 100)) report("retain", "must be 0 to 100 versions");
  return problems;
}

function checkSource(inputs: Bag, report: (property: string, reason: string) => void): void {
  const source = sourceOf(inputs.source);
  if (source === undefined) return;
  if (source.kind === "remote" && !source.uri.startsWith("https://"))
    report("source", "must be fetched over https");
  if (source.kind !== "archive") {
    if (inputs.pack === true) report("pack", "is for folders: give new pulumi.asset.FileArchive(folder)");
    return;
  }
  const packed = source.path ?? source.uri;
  if (source.uri !== undefined || /\.(zip|jar|tar|tgz|tar\.gz)$/i.test(packed ?? ""))
    report("source", "is a packed archive: give it as FileAsset to upload it as it is, or name a folder");
}
