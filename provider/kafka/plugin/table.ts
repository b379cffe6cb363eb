import type { Property } from "../../framework";
import { list, object, text, texts, whole } from "../../framework/properties";

export const central = "https://repo.maven.apache.org/maven2";

const artifact = object("One part: exactly one of `coordinates`, `url` and `file`.", {
  coordinates: text(
    "Maven's `group:artifact:version[:classifier][@extension]`; the extension is `jar` by default.",
  ),
  url: text("Address of one file."),
  file: {
    type: "files",
    description: "A file of this machine (`FileAsset`), or all files of a folder (`FileArchive`).",
  },
  sha256: text(
    "SHA-256 of the file, 64 hexadecimal digits: what is downloaded must have it. Required for `coordinates` and `url`; the locked sets of `kafkaPlugin` carry it.",
  ),
  name: text("Name in the zip. Default: the file's own."),
});

export const inputs: Readonly<Record<string, Property>> = {
  bucket: text("Bucket the zip goes to. Another one replaces.", { required: true, change: "replace" }),
  prefix: text(
    "Where in the bucket: this resource's own, since deleting it deletes the zip. Another one replaces. Default: `plugins/<project>/<stack>/<logical name>`.",
    { change: "replace" },
  ),
  artifacts: list(
    "What the plugin consists of, with all that it needs. A change makes another zip under another key: replaces. Order means nothing.",
    artifact,
    { required: true, change: "replace" },
  ),
  repositories: texts(
    `Maven repositories, asked in order. Files that the machine's own repository (\`~/.m2\`) or cache holds with the right checksum are not downloaded. Default: \`${central}\`.`,
  ),
  onDelete: text(
    "What happens to the zip on deletion. Default: `delete`. MSK Connect has copied it, other workers read it at start.",
    { allowed: ["delete", "retain"], default: "delete" },
  ),
};

export const outputs: Readonly<Record<string, Property>> = {
  key: text("Key of the zip, which contains a checksum of its parts."),
  location: text("`s3://bucket/key`"),
  objectVersion: text("The object's version where the bucket has versions; else empty.", { volatile: true }),
  sha256: text("SHA-256 of the zip, hexadecimal.", { volatile: true }),
  size: whole("Bytes of the zip.", { volatile: true }),
};
