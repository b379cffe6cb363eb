import type { Property } from "../../framework";
import { text } from "../../framework/properties";

type Table = Readonly<Record<string, Property>>;

export const inputs: Table = {
  database: text("Database of the stage, taken literally.", { required: true, change: "replace" }),
  schema: text("Schema of the stage, taken literally.", { required: true, change: "replace" }),
  stage: text(
    "Internal named stage, taken literally. Snowflake cannot PUT to an external stage: upload to its bucket instead.",
    { required: true, change: "replace" },
  ),
  role: text("Role that uploads and removes files. Default: the connection's role."),
  prefix: text(
    "Folder on the stage that belongs to this resource alone. Default: the resource's logical name, so that two resources never share one.",
    { change: "replace" },
  ),
  name: text(
    "Name of the file, or of the folder, on the stage. Default: that of the local file or folder; with `pack`, followed by `.zip`. Required for text.",
    { change: "replace" },
  ),
  source: {
    type: "files",
    required: true,
    description:
      "What to upload: `FileAsset` (as it is, archives included), `StringAsset`, `RemoteAsset` (fetched over HTTPS at deploy time), or a folder as `FileArchive`, or `AssetArchive`. A change of its content uploads a new version beside the old one.",
  },
  pack: {
    type: "boolean",
    default: false,
    description:
      "Uploads a folder as one zip archive, which a Python handler imports like a package. Default: false, one staged file for each local one. A change replaces the resource when `name` is left to its default.",
  },
  retain: {
    type: "integer",
    default: 1,
    description:
      "Earlier versions that stay when a new one is uploaded, at most 100. Default: 1, so that routines which still import the last version work until they are changed too, and a rollback finds it. Versions that a routine of the database imports stay in any case.",
  },
  onDelete: text(
    "What happens to the files when the resource is deleted. Files that a routine of the database still imports stay in any case, with a warning. Default: `delete`.",
    { allowed: ["delete", "retain"], default: "delete" },
  ),
};

export const outputs: Table = {
  path: text(
    '`@"DB"."SCHEMA"."STAGE"/prefix/hash/name`: what IMPORTS, COPY or GET write. Changes with the content, so what uses it changes too. Known at preview.',
    { volatile: true },
  ),
  relativePath: text("The path below the stage. Known at preview.", { volatile: true }),
  hash: text("First 16 hexadecimal digits of the content's SHA-256. Known at preview.", { volatile: true }),
  files: {
    type: "array",
    volatile: true,
    description: "The uploaded files of this version.",
    items: {
      type: "object",
      description: "One file.",
      members: {
        name: text("Path below the stage."),
        size: { type: "integer", description: "Bytes before encryption." },
      },
    },
  },
  bytes: { type: "integer", volatile: true, description: "Bytes of this version." },
  versions: {
    type: "array",
    volatile: true,
    description: "Every version on the stage, newest first.",
    items: {
      type: "object",
      description: "One version.",
      members: {
        hash: text("As `hash`."),
        lastModified: text("When Snowflake got it, ISO 8601."),
        importedBy: {
          type: "array",
          items: text("Signature."),
          description: "Routines that kept it from being removed.",
        },
      },
    },
  },
};
