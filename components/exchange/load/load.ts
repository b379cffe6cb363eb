import {
  checkIdentifier,
  checkInteger,
  hashOf,
  layout,
  loadStatement,
  Problems,
  quoteIdentifier,
  shortHash,
  type CsvFormat,
} from "../../../blueprints";
import * as s3 from "@pulumi/aws/s3";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import { FloeComponent, type Transform } from "../../component";

export interface LoadArgs {
  bucket: pulumi.Input<string>;
  /** Stage over the bucket's `raw/`: database, schema and name. */
  stage: readonly [string, string, string];
  /** Table that receives the rows. */
  table: readonly [string, string, string];
  /** Columns in the order of the files' fields. */
  columns: readonly string[];
  /** CSV files on this machine, plain or gzipped. Each is uploaded under its content's hash and loaded once. */
  files: readonly string[];
  /** How the files are written. Default: one header line, NULL as empty text or `NA`. */
  format?: CsvFormat;
  transform?: { object?: Transform<s3.BucketObjectv2Args>; load?: Transform<snowflake.ExecuteArgs> };
}

/**
 * Files of this machine in a table: uploaded to the exchange and loaded with COPY INTO. A file whose content changes
 * is loaded again beside what is there: use it for seeds and examples, and a pipe for data that keeps coming.
 *
 * @example
 * ```ts
 * new Load("planes", {
 *   bucket: exchange.bucketName, stage: ["FLIGHTS", "RAW", "RAW_FILES"], table: ["FLIGHTS", "RAW", "PLANES"],
 *   columns: ["TAILNUM", "YEAR"], files: ["data/planes.csv.gz"],
 * });
 * ```
 */
export class Load extends FloeComponent {
  readonly nodes: { readonly objects: readonly s3.BucketObjectv2[]; readonly load: snowflake.Execute };
  /** Changes with the content that was loaded: a trigger for what follows. */
  readonly contentHash: pulumi.Output<string>;

  constructor(name: string, args: LoadArgs, opts?: pulumi.ComponentResourceOptions) {
    checkLoad(name, args);
    const table = args.table[2];
    const files = args.files.map((file) => ({
      file,
      path: `${table.toLowerCase()}/${contentHash(file)}-${basename(file)}`,
    }));
    super(
      "floe:components:Load",
      name,
      { table: args.table.join("."), files: files.map(({ path }) => path) },
      opts,
    );
    const objects = files.map(({ file, path }) =>
      this.child(
        s3.BucketObjectv2,
        `object-${shortHash(path)}`,
        { bucket: args.bucket, key: `${layout.raw}${path}`, source: new pulumi.asset.FileAsset(file) },
        { transform: args.transform?.object },
      ),
    );
    const load = this.child(
      snowflake.Execute,
      "copy",
      {
        execute: loadStatement({
          table: args.table,
          columns: args.columns,
          stage: args.stage,
          files: files.map(({ path }) => path),
          format: args.format ?? {},
        }),
        // What was loaded belongs to the table and goes with it.
        revert: "SELECT 1",
      },
      { transform: args.transform?.load, opts: { dependsOn: objects } },
    );
    this.nodes = { objects, load };
    this.contentHash = load.execute.apply((text) => hashOf(text, 16));
    this.registerOutputs({ contentHash: this.contentHash });
  }
}

function contentHash(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
}

function checkLoad(name: string, args: LoadArgs): void {
  const problems = new Problems();
  problems.require(args.files.length > 0, "files", "no file is named", "name at least one CSV file");
  for (const [index, file] of args.files.entries()) {
    const readable = existsSync(file) && statSync(file).isFile();
    if (
      !problems.require(
        readable,
        `files[${index}]`,
        `"${file}" is not a readable file`,
        "check the path; a relative path starts at the working directory",
      )
    )
      continue;
    problems.require(
      statSync(file).size > 0,
      `files[${index}]`,
      `"${file}" is empty`,
      "write the data before loading it",
    );
    problems.require(
      [".csv", ".gz", ".zst", ".bz2", ".txt"].includes(extname(file)),
      `files[${index}]`,
      `"${basename(file)}" is not a CSV file by its ending`,
      "name it .csv, .csv.gz, .csv.zst or .csv.bz2",
    );
    problems.require(
      /^[\w.-]+$/.test(basename(file)),
      `files[${index}]`,
      `"${basename(file)}" has characters a stage path cannot hold`,
      "use letters, digits, dots, dashes and underscores",
    );
  }
  problems.require(
    args.columns.length > 0,
    "columns",
    "no column is named",
    "name the columns in the order of the file's fields",
  );
  for (const [index, column] of args.columns.entries())
    checkIdentifier(problems, `columns[${index}]`, column);
  checkInteger(problems, "format.skipHeader", args.format?.skipHeader, { min: 0, max: 1000, unit: "lines" });
  problems.raise(`Load "${name}" into ${args.table.map(quoteIdentifier).join(".")}`);
}
