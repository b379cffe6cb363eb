import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalAccount } from "../account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { Mutex } from "../query/mutex";
import { findTable } from "../tables/create-table";
import { binaryColumns, markBinary } from "./binary-columns";
import { Channels, type Position } from "./channels";
import { decrypt } from "./chunk";
import { channelColumns } from "./columns";
import { pathOf, type TableName } from "./names";
import type { Blob, Chunk } from "./request";
import { BlobStage } from "./stage";
import { Refusal, STATUS, type Status } from "./status";
import { ChunkWriter, type ChannelOutcome } from "./write";

export interface ChunkOutcome {
  readonly chunk: Chunk;
  readonly channels: readonly ChannelOutcome[];
}

/**
 * Snowpipe Streaming, classic: clients put encrypted blobs into a stage and register them; each channel keeps how far its
 * client has come.
 */
export class StreamingIngest {
  readonly channels: Channels;
  readonly stage: BlobStage;
  private readonly writer: ChunkWriter;
  /** Who opens a channel shuts out who had it: one at a time, so that nothing is written between. */
  private readonly turns = new Mutex();

  constructor(private readonly account: LocalAccount) {
    this.channels = new Channels(account.database);
    this.stage = new BlobStage(join(account.options.stateDir, "snowflake", "streaming"));
    this.writer = new ChunkWriter(account, this.channels);
  }

  async open(): Promise<void> {
    await this.stage.open();
    await this.channels.open();
  }

  /** The table, if the session may add rows to it; throws {@link Refusal}. */
  table(session: Session, name: TableName): CatalogObject {
    try {
      return findTable(this.account, session, pathOf(name), "INSERT");
    } catch (error) {
      if (error instanceof SnowflakeError) throw new Refusal(STATUS.noTable, error.message);
      throw error;
    }
  }

  /** Makes the caller the channel's only writer. The channel goes on where it was, or begins at `offset`. */
  async openChannel(table: CatalogObject, name: string, offset: string | null): Promise<Position> {
    channelColumns(table);
    return this.turns.run(() =>
      this.account.database.transaction(async (connection) => {
        const before = await this.channels.find(connection, table.id, name);
        const now: Position = {
          client: (before?.client ?? -1) + 1,
          row: before?.row ?? 0,
          offset: offset ?? before?.offset ?? null,
        };
        await this.channels.put(connection, table.id, name, now);
        return now;
      }),
    );
  }

  position(table: CatalogObject, name: string): Promise<Position | undefined> {
    return this.account.database.transaction((connection) => this.channels.find(connection, table.id, name));
  }

  /** Forgets a channel and its offset; with `client`, only while that writer has it. */
  async dropChannel(table: CatalogObject, name: string, client: number | undefined): Promise<void> {
    await this.turns.run(() =>
      this.account.database.transaction(async (connection) => {
        const now = await this.channels.find(connection, table.id, name);
        if (now === undefined) throw new Refusal(STATUS.noChannel);
        if (client !== undefined && client !== now.client) throw new Refusal(STATUS.otherWriter);
        await this.channels.drop(connection, table.id, name);
      }),
    );
  }

  /** Gives `to` the offset of `from`, which then is gone. False: there is no such channel. */
  async moveOffset(table: CatalogObject, from: string, to: string): Promise<boolean> {
    return this.turns.run(() =>
      this.account.database.transaction(async (connection) => {
        const source = await this.channels.find(connection, table.id, from);
        if (source === undefined) return false;
        const before = await this.channels.find(connection, table.id, to);
        const client = (before?.client ?? -1) + 1;
        await this.channels.put(connection, table.id, to, { client, row: 0, offset: source.offset });
        await this.channels.drop(connection, table.id, from);
        return true;
      }),
    );
  }

  /** Writes the rows of blobs in the order given. What fails does so alone: each chunk has its own outcome. */
  register(session: Session, blobs: readonly Blob[]): Promise<readonly (readonly ChunkOutcome[])[]> {
    return this.turns.run(async () => {
      const answer: ChunkOutcome[][] = [];
      for (const blob of blobs) {
        const outcomes: ChunkOutcome[] = [];
        for (const chunk of blob.chunks) outcomes.push(await this.write(session, blob, chunk));
        answer.push(outcomes);
        await this.stage.remove(blob.path).catch(() => undefined);
      }
      return answer;
    });
  }

  private async write(session: Session, blob: Blob, chunk: Chunk): Promise<ChunkOutcome> {
    let folder: string | undefined;
    const parquet = async (table: CatalogObject): Promise<string> => {
      const key = await this.channels.streamKey();
      const content = decrypt(await this.stage.read(blob.path), blob.path, chunk, key);
      markBinary(content, binaryColumns(table));
      folder ??= await mkdtemp(join(tmpdir(), "floe-chunk-"));
      const file = join(folder, "rows.parquet");
      await writeFile(file, content, { mode: 0o600 });
      return file;
    };
    try {
      const table = this.table(session, chunk.table);
      return { chunk, channels: await this.writer.write(session, table, chunk, () => parquet(table)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const status: Status = error.status;
      return { chunk, channels: chunk.channels.map((channel) => ({ channel, status })) };
    } finally {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  }
}
