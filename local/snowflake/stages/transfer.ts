import type { Session, Statement, StatementHandler } from "../core/cloud";
import { SnowflakeError, syntaxError } from "../core/errors";
import { fixed, text, type Result } from "../core/result";
import { asText } from "../core/text";
import { readOptions, type RawOptions } from "../ddl/options";
import { TokenStream } from "../ddl/stream";
import { wholeName } from "../movement/copy-options";
import { plain } from "../movement/format";
import { takeReference, type StageReference } from "./location";
import { LocalStorage } from "./local-storage";
import type { OpenStage, Stages } from "./open";

/** How many files a driver may copy at the same time. */
const PARALLEL = 4;

/** PUT and GET: tells the driver, on this machine, where to copy files to and from. */
export class TransferHandler implements StatementHandler {
  readonly name = "transfer";

  constructor(private readonly stages: Stages) {}

  matches(words: readonly string[]): boolean {
    return words[0] === "PUT" || words[0] === "GET";
  }

  execute(statement: Statement, session: Session): Promise<Result> {
    const stream = new TokenStream(statement.sql);
    return stream.take("PUT") ? this.put(stream, session) : this.get(stream, session);
  }

  private async put(stream: TokenStream, session: Session): Promise<Result> {
    const source = fileUrl(stream);
    const reference = takeReference(stream);
    const options = end(stream);
    const { storage, prefix } = await this.internal(reference, session, "write");
    const location = storage.path(prefix);
    return transfer(
      [
        text("source"),
        text("target"),
        fixed("source_size"),
        fixed("target_size"),
        text("source_compression"),
        text("target_compression"),
        text("status"),
        text("message"),
      ],
      {
        command: "UPLOAD",
        src_locations: [source],
        autoCompress: flag(options, "AUTO_COMPRESS", true),
        sourceCompression: asText(value(options, "SOURCE_COMPRESSION") ?? "auto_detect").toLowerCase(),
        overwrite: flag(options, "OVERWRITE", false),
        parallel: Number(value(options, "PARALLEL") ?? PARALLEL),
        stageInfo: stageInfo(location),
      },
    );
  }

  private async get(stream: TokenStream, session: Session): Promise<Result> {
    stream.expect("GET");
    const reference = takeReference(stream);
    const target = fileUrl(stream);
    const options = end(stream);
    const { storage, prefix } = await this.internal(reference, session, "read");
    const pattern = value(options, "PATTERN");
    const matcher = typeof pattern === "string" ? wholeName(pattern) : undefined;
    const files = (await storage.list(prefix)).filter(({ name }) => matcher?.test(name) ?? true);
    return transfer([text("file"), fixed("size"), text("status"), text("message")], {
      command: "DOWNLOAD",
      src_locations: files.map(({ name }) => name),
      localLocation: target,
      parallel: Number(value(options, "PARALLEL") ?? PARALLEL),
      stageInfo: stageInfo(storage.root),
      presignedUrls: [],
    });
  }

  private async internal(
    reference: StageReference,
    session: Session,
    intent: "read" | "write",
  ): Promise<OpenStage & { storage: LocalStorage }> {
    const stage = await this.stages.open(reference, session, intent);
    if (stage.storage instanceof LocalStorage) return { ...stage, storage: stage.storage };
    stage.storage.close();
    throw new SnowflakeError("091003", "55000", "GET and PUT commands are not supported with external stage");
  }
}

const transfer = (columns: Result["columns"], fields: Readonly<Record<string, unknown>>): Result => ({
  kind: "transfer",
  columns,
  rows: [],
  transfer: { ...fields, encryptionMaterial: null, statementTypeId: null },
});

const stageInfo = (location: string): Readonly<Record<string, unknown>> => ({
  locationType: "LOCAL_FS",
  location,
  path: "",
  region: null,
  storageAccount: null,
  isClientSideEncrypted: false,
  creds: {},
  presignedUrl: null,
  endPoint: null,
});

const value = (options: RawOptions, key: string): unknown => {
  const option = options.get(key);
  return option === undefined ? undefined : plain(option);
};

const flag = (options: RawOptions, key: string, fallback: boolean): boolean => {
  const given = value(options, key);
  return given === undefined ? fallback : given === true;
};

function fileUrl(stream: TokenStream): string {
  const token = stream.next();
  if ((token.kind !== "url" && token.kind !== "string") || !/^file:\/\//i.test(token.value))
    throw syntaxError(`'${token.value}' is no local file: write file:///folder/name`);
  return token.value.slice("file://".length);
}

function end(stream: TokenStream): RawOptions {
  const options = readOptions(stream);
  stream.end();
  return options;
}

/** LIST @stage and REMOVE @stage. */
export class StageFilesHandler implements StatementHandler {
  readonly name = "stage-files";

  constructor(private readonly stages: Stages) {}

  matches(words: readonly string[]): boolean {
    return ["LIST", "LS", "REMOVE", "RM"].includes(words[0] ?? "");
  }

  async execute(statement: Statement, session: Session): Promise<Result> {
    const stream = new TokenStream(statement.sql);
    const listing = ["LIST", "LS"].includes(stream.word());
    const reference = takeReference(stream);
    const pattern = value(end(stream), "PATTERN");
    const stage = await this.stages.open(reference, session, listing ? "read" : "write");
    try {
      const matcher = typeof pattern === "string" ? wholeName(pattern) : undefined;
      const shown = (name: string): string => stage.shown + name;
      const files = (await stage.storage.list(stage.prefix)).filter(
        ({ name }) => matcher === undefined || matcher.test(name) || matcher.test(shown(name)),
      );
      if (listing)
        return {
          kind: "show",
          columns: [text("name"), fixed("size"), text("md5"), text("last_modified")],
          rows: files.map(({ name, size, md5, lastModified }) => [
            shown(name),
            size,
            md5,
            lastModified.toUTCString(),
          ]),
        };
      for (const { name } of files) await stage.storage.remove(name);
      return {
        kind: "show",
        columns: [text("name"), text("result")],
        rows: files.map(({ name }) => [shown(name), "removed"]),
      };
    } finally {
      stage.storage.close();
    }
  }
}
