import { type Bag, bag, list, type Problem, text, texts } from "../../framework";
import { isOpen } from "../../framework/rules";
import { artifactsOf, coordinatesOf, fileOf, ownName } from "./artifact";

type Report = (property: string, reason: string) => void;

export function check(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (property, reason) => problems.push({ property, reason });
  const bucket = text(inputs.bucket);
  if (bucket !== undefined && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    report(
      "bucket",
      "must be a bucket's name, 3 to 63 small letters, digits, dots and hyphens. Fix: correct it",
    );
  const prefix = text(inputs.prefix);
  if (prefix !== undefined && !/^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/.test(prefix))
    report(
      "prefix",
      "must be folders such as plugins/sink, without a slash at begin or end. Fix: correct it",
    );
  texts(inputs.repositories).forEach((url, index) => checkAddress(`repositories[${index}]`, url, report));
  const given = list(inputs.artifacts);
  if (inputs.artifacts !== undefined && given.length === 0 && !isOpen(unknown, "artifacts"))
    report("artifacts", "must not be empty. Fix: name what the plugin consists of");
  given.forEach((each, index) => checkArtifact(bag(each), `artifacts[${index}]`, unknown, report));
  if (!isOpen(unknown, "artifacts")) checkNames(inputs, report);
  return problems;
}

/** Checksums vouch for the content; what is asked for should still be nobody else's to know or change. */
function checkAddress(property: string, url: string, report: Report): void {
  const isFit = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isFit) {
    report(property, "must be an address such as https://host/path. Fix: correct it");
    return;
  }
  const { protocol, hostname, username } = new URL(url);
  if (username !== "")
    report(property, "must not hold a user or password. Fix: use a repository that needs none");
  else if (protocol === "http:" && !["127.0.0.1", "localhost", "[::1]"].includes(hostname))
    report(property, "must be https beyond loopback. Fix: correct it");
}

function checkArtifact(given: Bag, at: string, unknown: ReadonlySet<string>, report: Report): void {
  const isUnknown = (member: string) => isOpen(unknown, `${at}.${member}`);
  const sources = ["coordinates", "url", "file"].filter(
    (each) => given[each] !== undefined || isUnknown(each),
  );
  if (sources.length !== 1 && !unknown.has(at))
    report(at, "must have exactly one of coordinates, url and file. Fix: give one of them");
  const coordinates = text(given.coordinates);
  const parsed = coordinatesOf(coordinates ?? "");
  if (coordinates !== undefined && parsed === undefined)
    report(`${at}.coordinates`, "must be group:artifact:version[:classifier][@extension]. Fix: correct it");
  if (parsed?.version.endsWith("-SNAPSHOT") === true)
    report(
      `${at}.coordinates`,
      "is a snapshot, which changes under its name. Fix: use a release, or give it as file",
    );
  const url = text(given.url);
  if (url !== undefined) checkAddress(`${at}.url`, url, report);
  checkSum(given, at, sources, isUnknown, report);
  const name = text(given.name);
  const inside = name ?? (given.file === undefined ? ownName(given) : undefined);
  if (name !== undefined && !/^[\w.+@-]+(\/[\w.+@-]+)*$/.test(name))
    report(`${at}.name`, "must be a path of letters, digits and _ . + @ -. Fix: correct it");
  if (inside !== undefined && /\.(zip|tar|gz|tgz)$/i.test(inside))
    report(
      at,
      "is an archive, and Connect does not look into one inside a plugin. Fix: give the jars, or the unpacked folder as FileArchive",
    );
  const file = fileOf(given.file);
  if (file?.kind === "string" && name === undefined && !isUnknown("name"))
    report(`${at}.name`, "is required for a text. Fix: give it");
  if (
    file?.kind === "archive" &&
    (file.uri !== undefined || /\.(zip|jar|tar|tgz|tar\.gz)$/i.test(file.path ?? ""))
  )
    report(`${at}.file`, "is a packed archive. Fix: give a jar as FileAsset, or name a folder");
}

function checkSum(
  given: Bag,
  at: string,
  sources: readonly string[],
  isUnknown: (member: string) => boolean,
  report: Report,
): void {
  const sum = text(given.sha256);
  if (sum !== undefined && !/^[0-9a-fA-F]{64}$/.test(sum))
    report(`${at}.sha256`, "must be 64 hexadecimal digits. Fix: correct it");
  const isFile = sources.includes("file");
  if (sum === undefined && !isUnknown("sha256") && sources.length === 1 && !isFile)
    report(
      `${at}.sha256`,
      "is required: without it nobody would notice another file under this name. Fix: take it from the artifact's publisher, or run floe kafka lock",
    );
  if (sum !== undefined && fileOf(given.file)?.kind === "archive")
    report(`${at}.sha256`, "is of one file, and this is a folder. Fix: remove it");
}

function checkNames(inputs: Bag, report: Report): void {
  const seen = new Map<string, number>();
  artifactsOf(inputs).forEach(({ name, file }, index) => {
    const other = seen.get(name);
    if (name === "" || file?.kind === "archive") return;
    if (other !== undefined)
      report(
        `artifacts[${index}]`,
        `has the name ${name} of artifacts[${other}]. Fix: give one of them another name`,
      );
    seen.set(name, index);
  });
}
