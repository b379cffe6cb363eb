import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import type { Account } from "../core/account";
import type { Session } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import type { Work } from "../core/hooks";
import { fixed, text, type Result } from "../core/result";
import type { OpenStage, Stages } from "../stages/open";
import { unloadOptions, type UnloadOptions } from "./copy-options";
import type { UnloadStatement } from "./copy-statement";
import { resolveFormat, type FileFormat } from "./format";
import { compressFile, uncompressedSize } from "./gzip";
import { eachOf, withFolder } from "./workspace";
import { writeFiles, type WrittenFile } from "./write-files";

interface Unloaded {
  readonly name: string;
  readonly rows: number;
  readonly input: number;
  readonly output: number;
}

const EXTENSIONS: Readonly<Record<FileFormat["type"], string>> = {
  CSV: "csv",
  JSON: "json",
  PARQUET: "parquet",
};

/** What AUTO means when unloading: gzip for text, snappy for Parquet. */
function compressionOf(format: FileFormat): { readonly name: string; readonly suffix: string } {
  const auto = format.compression === "AUTO";
  if (format.type === "PARQUET")
    return format.compression === "NONE"
      ? { name: "NONE", suffix: "" }
      : { name: "SNAPPY", suffix: ".snappy" };
  const name = auto ? "GZIP" : format.compression;
  if (name === "ZSTD") throw unsupported("COMPRESSION = ZSTD when unloading");
  return { name, suffix: name === "GZIP" ? ".gz" : "" };
}

function endingOf(format: FileFormat): string {
  const { suffix } = compressionOf(format);
  if (format.type === "PARQUET") return `${suffix}.parquet`;
  const extension =
    format.fileExtension === "" ? EXTENSIONS[format.type] : format.fileExtension.replace(/^\./, "");
  return `.${extension}${suffix}`;
}

/** COPY INTO <location>: DuckDB writes the files, which then go to the stage. */
export async function unload(
  services: { readonly account: Account; readonly stages: Stages },
  statement: UnloadStatement,
  session: Session,
  queryId: string,
): Promise<Result> {
  const { account } = services;
  const options = unloadOptions(statement.options);
  if (options.single && statement.partitionBy !== undefined)
    throw new SnowflakeError(
      "002104",
      "42601",
      "SQL compilation error:\nSINGLE = TRUE and PARTITION BY exclude each other",
    );
  const stage = await services.stages.open(statement.target, session, "write", options.integration);
  try {
    const format = resolveFormat(options.fileFormat, stage.definition, account.catalog, session);
    const files = await account.query.work(session, (work) =>
      new Unload(account, work, { statement, stage, format, options, queryId }).run(),
    );
    return answer(files, options.detailed);
  } finally {
    stage.storage.close();
  }
}

interface Context {
  readonly statement: UnloadStatement;
  readonly stage: OpenStage;
  readonly format: FileFormat;
  readonly options: UnloadOptions;
  readonly queryId: string;
}

class Unload {
  constructor(
    private readonly account: Account,
    private readonly work: Work,
    private readonly context: Context,
  ) {}

  async run(): Promise<readonly Unloaded[]> {
    const { statement, stage, options, format } = this.context;
    const query = await this.account.query.prepare(this.partitioned(statement), this.work, { forDml: true });
    if (!options.overwrite) await this.refuseExisting();
    return withFolder(async (folder) => {
      const written = await writeFiles(this.work.connection, query, {
        folder,
        format,
        options,
        partitioned: statement.partitionBy !== undefined,
      });
      const names = written.map((file) => this.nameOf(file));
      const unloaded: Unloaded[] = [];
      await eachOf(written, async (file, index) => {
        const name = names[index] ?? "";
        const compressed = compressionOf(format).name === "GZIP" ? await compressFile(file.path) : file.path;
        await stage.storage.store(compressed, name);
        const { size } = await stat(compressed);
        const input = format.type === "PARQUET" ? size : await uncompressedSize(compressed, file.path);
        unloaded[index] = { name: name.slice(stage.root.length), rows: file.rows, input, output: size };
      });
      return unloaded;
    });
  }

  private partitioned(statement: UnloadStatement): string {
    if (statement.partitionBy === undefined) return statement.query;
    return `SELECT *, ${statement.partitionBy} AS "floe$partition" FROM (${statement.query})`;
  }

  /** Without OVERWRITE an unload may not meet its own file names. */
  private async refuseExisting(): Promise<void> {
    const { stage, options } = this.context;
    if (options.includeQueryId || this.context.statement.partitionBy !== undefined) return;
    const base = this.base();
    const existing = await stage.storage.list(base);
    const own = options.single
      ? existing.filter(({ name }) => name === base)
      : existing.filter(({ name }) => /^_\d+_\d+_\d+\./.test(name.slice(base.length)));
    if (own.length === 0) return;
    throw new SnowflakeError(
      "001096",
      "22000",
      `SQL execution error:\nFiles already existing at the unload destination: ${stage.shown}${base}. Use overwrite option to force unloading.`,
    );
  }

  /** Prefix of the names of the files. */
  private base(): string {
    const { prefix, root } = this.context.stage;
    return prefix === "" || prefix === root || prefix.endsWith("/") ? `${prefix}data` : prefix;
  }

  private nameOf(file: WrittenFile): string {
    const { options, format, queryId, stage } = this.context;
    if (file.partition !== undefined) {
      const folder = stage.prefix === "" || stage.prefix.endsWith("/") ? stage.prefix : `${stage.prefix}/`;
      const partition = file.partition === null ? "_NULL_" : file.partition;
      return `${folder}${partition === "" ? "" : `${partition}/`}data_${queryId || randomUUID()}_0_${file.index}_0${endingOf(format)}`;
    }
    if (options.single) return this.base();
    const id = options.includeQueryId ? `_${queryId}` : "";
    return `${this.base()}${id}_0_${file.index}_0${endingOf(format)}`;
  }
}

function answer(files: readonly Unloaded[], detailed: boolean): Result {
  if (detailed)
    return {
      kind: "copy",
      columns: [text("FILE_NAME"), fixed("FILE_SIZE"), fixed("ROW_COUNT")],
      rows: files.map(({ name, output, rows }) => [name, output, rows]),
    };
  const total = (value: (file: Unloaded) => number): number =>
    files.reduce((sum, file) => sum + value(file), 0);
  return {
    kind: "copy",
    columns: [fixed("rows_unloaded"), fixed("input_bytes"), fixed("output_bytes")],
    rows: [[total(({ rows }) => rows), total(({ input }) => input), total(({ output }) => output)]],
  };
}
