import type { Account } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import type { Work } from "../core/hooks";
import { findTable } from "../tables/create-table";
import { columnType } from "../tables/types";
import { formatReference, type StageReference } from "../stages/location";
import type { OpenStage, Stages } from "../stages/open";
import type { StagedFile } from "../stages/storage";
import { loadOptions, type LoadOptions, type OnError } from "./copy-options";
import type { LoadStatement } from "./copy-statement";
import { resolveFormat, type FileFormat } from "./format";
import type { FileOutcome, LoadHistory, LoadPlace } from "./history";
import {
  constraintError,
  diagnose,
  examine,
  loadGood,
  loadStrict,
  targetColumns,
  type CsvLoad,
} from "./load-file";
import { columnLoad, queryLoad, type FileLoad } from "./load-query";
import { countFields, headerOf } from "./relation";
import { eachOf, fetchFiles, withFolder, type LocalFile } from "./workspace";

export interface LoadServices {
  readonly account: Account;
  readonly stages: Stages;
  readonly history: LoadHistory;
}

export interface LoadRequest {
  readonly statement: LoadStatement;
  readonly session: Session;
  /** A pipe's load: what it does by default with errors, and which files it was told of. */
  readonly pipe?: { readonly id: number; readonly files: ReadonlySet<string> | undefined };
}

/** Files whose status the statement reports; empty when there was nothing to do. */
export async function load(services: LoadServices, request: LoadRequest): Promise<readonly FileOutcome[]> {
  const { statement, session, pipe } = request;
  const { account } = services;
  const table = findTable(account, session, statement.table, "INSERT");
  const skip: OnError = { kind: "skip", errors: 1, percent: false };
  const options = loadOptions(statement.options, pipe === undefined ? { kind: "abort" } : skip);
  const stage = await services.stages.open(statement.source, session, "read", options.integration);
  try {
    const format = resolveFormat(options.fileFormat, stage.definition, account.catalog, session);
    return await account.query.work(session, (work) => {
      const place = { tableId: table.id, stage: placeOf(stage, statement.source, session), pipeId: pipe?.id };
      return new Load(services, { work, statement, table, stage, format, options, place }).run(pipe?.files);
    });
  } finally {
    stage.storage.close();
  }
}

/** Stages of users and tables have no name of their own: without one, equal files in two of them would be one. */
function placeOf(stage: OpenStage, source: StageReference, session: Session): string {
  if (source.kind === "user") return `@~${session.user}`;
  if (source.kind === "table") return `@%${session.resolve(source.name, 3).join(".")}`;
  return stage.shown + stage.root;
}

interface Context {
  readonly work: Work;
  readonly statement: LoadStatement;
  readonly table: CatalogObject;
  readonly stage: OpenStage;
  readonly format: FileFormat;
  readonly options: LoadOptions;
  readonly place: LoadPlace;
}

class Load {
  constructor(
    private readonly services: LoadServices,
    private readonly context: Context,
  ) {}

  async run(told: ReadonlySet<string> | undefined): Promise<readonly FileOutcome[]> {
    const { work, place, options, stage } = this.context;
    const files = await this.choose(told);
    if (files.length === 0) return [];
    return withFolder(async (folder) => {
      const local = await fetchFiles(stage.storage, files, folder);
      const finish = await this.capture();
      const outcomes: FileOutcome[] = [];
      const loader = await this.loader(local);
      for (const file of local) outcomes.push(await this.loadFile(loader, file));
      await finish?.();
      await this.services.history.record(work.connection, place, outcomes);
      if (options.purge) await this.purge(outcomes);
      return outcomes;
    }, work.session);
  }

  /** The change records of every stream on the table, written when the load is complete. */
  private async capture(): Promise<(() => Promise<void>) | undefined> {
    const { work, table } = this.context;
    work.changed.add(table.id);
    const finishing: (() => Promise<void>)[] = [];
    for (const capture of this.services.account.extensions.captures) {
      const finish = await capture.begin(work, table, "insert");
      if (finish !== undefined) finishing.push(finish);
    }
    return async () => {
      for (const finish of finishing) await finish();
    };
  }

  private async choose(told: ReadonlySet<string> | undefined): Promise<StagedFile[]> {
    const { stage, options, place, work, statement } = this.context;
    let files = (await stage.storage.list(stage.prefix)).filter(({ name }) => !name.endsWith("/"));
    if (told !== undefined) files = files.filter(({ name }) => told.has(name));
    if (options.files !== undefined)
      files = listed(files, options.files, stage, formatReference(statement.source));
    const { pattern } = options;
    if (pattern !== undefined)
      files = files.filter(({ name }) => pattern.test(name) || pattern.test(stage.shown + name));
    if (!options.force) {
      const done = await this.services.history.loaded(work.connection, place);
      files = files.filter(({ name, md5 }) => done.get(name) !== md5);
    }
    if (options.sizeLimit > 0) {
      let total = 0;
      files = files.filter(({ size }) => (total += size) - size < options.sizeLimit);
    }
    return files.filter(({ size }) => size > 0);
  }

  /** How each file is loaded: field by field (undefined), or through a query over it. */
  private async loader(
    files: readonly LocalFile[],
  ): Promise<FileLoad | ((file: LocalFile) => Promise<CsvLoad>)> {
    const { statement, format, options, table } = this.context;
    const targets = targetColumns(table, statement.columns);
    if (statement.transform !== undefined) {
      const fields = await this.widest(files);
      return queryLoad(this.services.account, {
        ...this.context,
        transform: statement.transform,
        targets,
        fields,
      });
    }
    if (format.type !== "CSV") {
      const semi =
        targets.length === 1 &&
        ["variant", "object", "array"].includes(columnType(targets[0]?.type ?? "").kind);
      if (!semi && options.matchBy === "NONE")
        throw new SnowflakeError(
          "002019",
          "0A000",
          `SQL compilation error:\n${format.type} file format can produce one and only one column of type variant, object, or array. Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with transformation.`,
        );
      return columnLoad({ ...this.context, format, targets });
    }
    return async (file) => {
      const shape = await this.shape(
        file,
        format.parseHeader,
        targets.map(({ name }) => name),
      );
      return { table, targets, format, truncate: options.truncate, ...shape };
    };
  }

  /** Which field feeds which column, and how many fields a record has. */
  private async shape(
    file: LocalFile,
    header: boolean,
    names: readonly string[],
  ): Promise<Pick<CsvLoad, "fields" | "width">> {
    const { format, options, work } = this.context;
    if (format.type !== "CSV") throw new Error("only CSV files have fields");
    if (!header || options.matchBy === "NONE") {
      if (options.matchBy !== "NONE")
        throw unsupported("MATCH_BY_COLUMN_NAME for CSV files without PARSE_HEADER = TRUE");
      const width = format.errorOnColumnCountMismatch
        ? names.length
        : Math.max(names.length, await countFields(work.connection, file.path, format));
      return { fields: names.map((_, index) => index), width };
    }
    const fold = (name: string): string =>
      options.matchBy === "CASE_INSENSITIVE" ? name.toUpperCase() : name;
    const found = (await headerOf(work.connection, file.path, format)).map(fold);
    const fields = names.map((name) => {
      const at = found.indexOf(fold(name));
      return at < 0 ? undefined : at;
    });
    return { fields, width: found.length };
  }

  private async widest(files: readonly LocalFile[]): Promise<number> {
    const { format, work } = this.context;
    if (format.type !== "CSV") return 1;
    let most = 1;
    for (const file of files.slice(0, 20))
      most = Math.max(most, await countFields(work.connection, file.path, format));
    return most;
  }

  private async loadFile(
    loader: FileLoad | ((file: LocalFile) => Promise<CsvLoad>),
    file: LocalFile,
  ): Promise<FileOutcome> {
    const { work, options } = this.context;
    const { connection } = work;
    const tolerant = options.onError.kind !== "abort";
    if (typeof loader !== "function") {
      try {
        return success(file, await loader.load(connection, file));
      } catch (error) {
        throw constraintError(error);
      }
    }
    const csv = await loader(file);
    if (tolerant) return this.loadTolerantly(csv, file);
    try {
      return success(file, await loadStrict(connection, csv, file));
    } catch (error) {
      throw (await diagnose(this.services.account.database, csv, file)) ?? constraintError(error);
    }
  }

  private async loadTolerantly(csv: CsvLoad, file: LocalFile): Promise<FileOutcome> {
    const { work, options } = this.context;
    const { onError } = options;
    const examined = await examine(work.connection, csv, file, 1);
    const { parsed, errors, problems } = examined;
    const limit =
      onError.kind === "skip"
        ? onError.percent
          ? Math.ceil((parsed * onError.errors) / 100)
          : onError.errors
        : parsed;
    const [problem] = problems;
    const skip = onError.kind === "skip" && errors > 0 && errors >= Math.max(1, limit);
    const loaded = skip ? 0 : await loadGood(work.connection, csv, examined);
    await work.connection.run(`DROP TABLE ${examined.records}`);
    const firstError = problem && {
      message: problem.message,
      line: problem.line,
      character: problem.character,
      column: problem.column,
    };
    const status = errors === 0 ? "LOADED" : loaded > 0 ? "PARTIALLY_LOADED" : "LOAD_FAILED";
    return { file: file.file, status, parsed, loaded, errorLimit: limit, errors, firstError };
  }

  private async purge(outcomes: readonly FileOutcome[]): Promise<void> {
    const done = outcomes.filter(({ status }) => status === "LOADED");
    await eachOf(done, ({ file }) => this.context.stage.storage.remove(file.name));
  }
}

const success = (file: LocalFile, rows: number): FileOutcome => ({
  file: file.file,
  status: "LOADED",
  parsed: rows,
  loaded: rows,
  errorLimit: 1,
  errors: 0,
});

/** FILES names files below the reference; each must exist. */
function listed(
  files: readonly StagedFile[],
  names: readonly string[],
  stage: OpenStage,
  reference: string,
): StagedFile[] {
  const base = stage.prefix === "" || stage.prefix.endsWith("/") ? stage.prefix : `${stage.prefix}/`;
  return names.map((name) => {
    const file = files.find(
      (candidate) => candidate.name === base + name || candidate.name === stage.prefix + name,
    );
    if (file === undefined)
      throw new SnowflakeError(
        "091016",
        "22000",
        `Remote file '${reference.replace(/\/?$/, "/")}${name}' was not found. There are several potential causes. The file might not exist. The required credentials may be missing or invalid. If you are running a copy command, please make sure files are not deleted when they are being loaded or files are not being loaded into two different tables concurrently with auto purge option.`,
      );
    return file;
  });
}
