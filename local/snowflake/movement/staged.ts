import type { Account } from "../core/account";
import { syntaxError } from "../core/errors";
import type { Work, WorkHooks } from "../core/hooks";
import { readValue, type OptionValue } from "../ddl/options";
import { TokenStream } from "../ddl/stream";
import { takeReference, type StageReference } from "../stages/location";
import type { Stages } from "../stages/open";
import { wholeName } from "./copy-options";
import { resolveFormat } from "./format";
import { countFields, fileQuery, type ReadOptions } from "./relation";
import { stagedName, stagedRelation } from "./staged-name";
import { fetchFiles, withFolder, type LocalFile } from "./workspace";

interface StagedSource {
  readonly start: number;
  readonly end: number;
  readonly reference: StageReference;
  readonly fileFormat: OptionValue | undefined;
  readonly pattern: string | undefined;
}

/** SELECT .. FROM @stage/path: reads the files into a temporary table that lives as long as the statement's work. */
export class StagedQueries implements WorkHooks {
  private readonly made = new WeakMap<Work, string[]>();

  constructor(
    private readonly account: Account,
    private readonly stages: Stages,
  ) {}

  /** Replaces each staged source of a query by the name of a relation with its rows. */
  async rewrite(sql: string, work: Work): Promise<string> {
    const sources = findSources(sql);
    let out = sql;
    for (const source of sources.reverse())
      out = `${out.slice(0, source.start)} ${await this.materialise(source, sql, work)} ${out.slice(source.end)}`;
    return out;
  }

  private async materialise(source: StagedSource, sql: string, work: Work): Promise<string> {
    const { session, connection } = work;
    const stage = await this.stages.open(source.reference, session, "read");
    try {
      const format = resolveFormat(source.fileFormat, stage.definition, this.account.catalog, session);
      const pattern = source.pattern === undefined ? undefined : wholeName(source.pattern);
      const files = (await stage.storage.list(stage.prefix)).filter(
        ({ name, size }) =>
          size > 0 &&
          !name.endsWith("/") &&
          (pattern === undefined || pattern.test(name) || pattern.test(stage.shown + name)),
      );
      const relation = stagedRelation(stagedName());
      await withFolder(async (folder) => {
        const local = await fetchFiles(stage.storage, files, folder);
        let fields = highestField(sql);
        if (format.type === "CSV")
          for (const file of local.slice(0, 20))
            fields = Math.max(fields, await countFields(connection, file.path, format));
        const options: ReadOptions = { fields, mismatch: "pad", metadata: true };
        const query = (file: LocalFile): string => fileQuery(file, format, options);
        const [first, ...rest] = local;
        await connection.run(
          `CREATE TEMP TABLE ${relation} AS ${first === undefined ? emptyQuery(fields) : query(first)}`,
        );
        this.made.set(work, [...(this.made.get(work) ?? []), relation]);
        for (const file of rest) await connection.run(`INSERT INTO ${relation} ${query(file)}`);
      }, session);
      return relation;
    } finally {
      stage.storage.close();
    }
  }

  async beforeCommit(work: Work): Promise<void> {
    for (const relation of this.made.get(work) ?? [])
      await work.connection.run(`DROP TABLE IF EXISTS ${relation}`);
    this.made.delete(work);
  }

  committed(): void {
    // The temporary tables went with the transaction.
  }
}

/** The greatest n of `$n` in the query. */
const highestField = (sql: string): number =>
  Math.max(1, ...[...sql.matchAll(/\$(\d{1,3})\b/g)].map((match) => Number(match[1])));

const emptyQuery = (fields: number): string => {
  const columns = Array.from({ length: fields }, (_, index) => `NULL::VARCHAR AS "$${index + 1}"`);
  return `SELECT ${columns.join(", ")}, NULL::VARCHAR AS "METADATA$FILENAME", NULL::BIGINT AS "METADATA$FILE_ROW_NUMBER", NULL::VARCHAR AS "METADATA$FILE_CONTENT_KEY", NULL::TIMESTAMP AS "METADATA$FILE_LAST_MODIFIED", NULL::TIMESTAMPTZ AS "METADATA$START_SCAN_TIME" WHERE false`;
};

/** The `@stage/path [( FILE_FORMAT => .., PATTERN => .. )]` sources after FROM, JOIN or a comma. */
function findSources(sql: string): StagedSource[] {
  const stream = new TokenStream(sql);
  const sources: StagedSource[] = [];
  let previous = "";
  while (!stream.done) {
    const token = stream.peek();
    const text = token?.kind === "string" && token.value.startsWith("@");
    const follows = ["FROM", "JOIN", "USING"].includes(previous);
    if (
      token === undefined ||
      !(token.kind === "stage" || (text && follows)) ||
      !(follows || previous === ",")
    ) {
      previous = token?.kind === "word" || token?.kind === "symbol" ? token.value : "";
      stream.next();
      continue;
    }
    const reference = takeReference(stream);
    let end = stream.peek(-1)?.end ?? token.end;
    let fileFormat: OptionValue | undefined;
    let pattern: string | undefined;
    if (stream.takeSymbol("(")) {
      while (!stream.takeSymbol(")")) {
        const key = stream.word();
        stream.expectSymbol("=>");
        const value = readValue(stream);
        if (key === "FILE_FORMAT") fileFormat = value;
        else if (key === "PATTERN") pattern = value.text;
        else throw syntaxError(`unknown option '${key}' of a staged file: FILE_FORMAT and PATTERN exist`);
        stream.takeSymbol(",");
      }
      end = stream.peek(-1)?.end ?? end;
    }
    sources.push({ start: token.start, end, reference, fileFormat, pattern });
    previous = "";
  }
  return sources;
}
