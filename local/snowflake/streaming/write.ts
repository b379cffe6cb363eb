import type { Account } from "../core/account";
import { tableColumns } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import type { Work } from "../core/hooks";
import { asText } from "../core/text";
import { ident, literal, physical } from "../movement/sql-text";
import { columnType } from "../tables/types";
import type { Channels, Position } from "./channels";
import type { Chunk, ChunkChannel } from "./request";
import { Refusal, STATUS, type Status } from "./status";
import { storedValue } from "./values";

/** How a channel of a chunk fared. */
export interface ChannelOutcome {
  readonly channel: ChunkChannel;
  readonly status: Status;
}

/**
 * Writes a chunk's rows, what the table's streams make of them, and where its channels are then, in one transaction: a
 * client that asks for its offset never learns of rows that are not there, nor misses any that are.
 */
export class ChunkWriter {
  constructor(
    private readonly account: Account,
    private readonly channels: Channels,
  ) {}

  /** `parquet` is only called when there is something to write: answers a file. */
  async write(
    session: Session,
    table: CatalogObject,
    chunk: Chunk,
    parquet: () => Promise<string>,
  ): Promise<readonly ChannelOutcome[]> {
    // What a transaction throws arrives as an error of SQL.
    let refusal: Refusal | undefined;
    try {
      return await this.account.query.work(session, async (work) => {
        const states = await this.states(work, table, chunk);
        if (states.every(({ status }) => status === STATUS.success)) {
          const fresh = states.filter(({ done }) => !done);
          // A request sent again because its answer was lost. Chunks are written whole, so all its channels are past it.
          if (fresh.length > 0)
            await this.append(work, table, chunk, parquet, fresh).catch((error: unknown) => {
              if (error instanceof Refusal) refusal = error;
              throw error;
            });
          return states;
        }
        return states.map(({ channel, status }) => ({
          channel,
          status: status === STATUS.success ? STATUS.otherChannelFailed : status,
        }));
      });
    } catch (error) {
      const status = refusal?.status ?? STATUS.schemaChanged;
      this.account.options.log(`streaming into ${table.path.join(".")}: ${String(refusal ?? error)}`);
      return chunk.channels.map((channel) => ({ channel, status }));
    }
  }

  private async states(work: Work, table: CatalogObject, { channels }: Chunk): Promise<readonly State[]> {
    const states: State[] = [];
    for (const channel of channels)
      states.push(state(channel, await this.channels.find(work.connection, table.id, channel.name)));
    return states;
  }

  private async append(
    work: Work,
    table: CatalogObject,
    chunk: Chunk,
    parquet: () => Promise<string>,
    fresh: readonly State[],
  ): Promise<void> {
    const { connection } = work;
    if (fresh.length !== chunk.channels.length)
      throw new Refusal(STATUS.outOfOrder, "the chunk is written in part");
    const source = `read_parquet(${literal(await parquet())})`;
    const described = await connection.runAndReadAll(
      `SELECT column_name FROM (DESCRIBE SELECT * FROM ${source})`,
    );
    const names = new Set(described.getRows().map(([name]) => asText(name)));
    const columns = tableColumns(table).filter(({ name }) => names.has(name));
    if (columns.length !== names.size)
      throw new Refusal(STATUS.schemaChanged, "a column of the rows is not in the table");
    const values = columns.map(({ name, type }) => storedValue(name, columnType(type)));
    const finishes: (() => Promise<void>)[] = [];
    for (const capture of this.account.extensions.captures) {
      const finish = await capture.begin(work, table, "insert");
      if (finish !== undefined) finishes.push(finish);
    }
    const into = `${physical(table)} (${columns.map(({ name }) => ident(name)).join(", ")})`;
    const written = await connection.run(`INSERT INTO ${into} SELECT ${values.join(", ")} FROM ${source}`);
    if (written.rowsChanged !== chunk.rows)
      throw new Refusal(STATUS.badBlob, `it holds ${written.rowsChanged} rows, not ${chunk.rows}`);
    work.changed.add(table.id);
    for (const finish of finishes) await finish();
    for (const { channel } of fresh)
      await this.channels.put(connection, table.id, channel.name, {
        client: channel.client,
        row: channel.row,
        offset: channel.offset,
      });
  }
}

interface State extends ChannelOutcome {
  /** The rows are already there. */
  readonly done: boolean;
}

/** Whether a channel's rows may be written now: by its present writer only, and in order. */
function state(channel: ChunkChannel, now: Position | undefined): State {
  if (now === undefined) return { channel, status: STATUS.channelGone, done: false };
  if (channel.client !== now.client) return { channel, status: STATUS.otherWriter, done: false };
  if (channel.row <= now.row) return { channel, status: STATUS.success, done: true };
  const status = channel.row === now.row + 1 ? STATUS.success : STATUS.outOfOrder;
  return { channel, status, done: false };
}
