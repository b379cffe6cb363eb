import type { LocalAccount } from "../account";
import type { Session } from "../core/cloud";
import type { Body } from "../server/http";
import { bearerSession, Unauthorized } from "./bearer";
import { channelColumns } from "./columns";
import { tableName } from "./names";
import { blobOf, listOf, numberOf, tableOf, textOf } from "./request";
import { Refusal, STATUS } from "./status";

/** An answer of the ingestion service. */
export interface StreamingAnswer {
  readonly status: number;
  readonly body: string;
}

type Handle = (body: Body, session: Session) => Promise<Readonly<Record<string, unknown>>>;

const success = { status_code: STATUS.success, message: "Success" };

/** The ingestion service's requests, as the Java client of Snowpipe Streaming (classic) makes them. */
export class StreamingRoutes {
  private readonly routes: Readonly<Record<string, Handle>>;

  constructor(private readonly account: LocalAccount) {
    this.routes = {
      "client/configure": () => this.configure(),
      "channels/open": (body, session) => this.open(body, session),
      "channels/status": (body, session) => this.status(body, session),
      "channels/drop": (body, session) => this.drop(body, session),
      "channels/write/blobs": (body, session) => this.register(body, session),
    };
  }

  /** `path`: what follows `/v1/streaming/`. Undefined: no such request. */
  async handle(
    path: string,
    body: Body,
    authorization: string | undefined,
  ): Promise<StreamingAnswer | undefined> {
    const handle = this.routes[path.replace(/\/$/, "")];
    if (handle === undefined) return undefined;
    try {
      const session = await bearerSession(this.account, authorization, textOf(body, "role"));
      try {
        return { status: 200, body: JSON.stringify(await handle(body, session)) };
      } finally {
        await this.account.closeSession(session);
      }
    } catch (error) {
      if (error instanceof Unauthorized)
        return { status: 401, body: JSON.stringify({ code: "390144", message: error.message }) };
      if (!(error instanceof Refusal)) throw error;
      return { status: 200, body: JSON.stringify({ status_code: error.status, message: error.message }) };
    }
  }

  private configure(): Promise<Readonly<Record<string, unknown>>> {
    const { stage } = this.account.streaming;
    return Promise.resolve({
      ...success,
      prefix: stage.prefix(),
      stage_location: { locationType: "LOCAL_FS", location: stage.folder, path: "", creds: {} },
    });
  }

  private async open(body: Body, session: Session): Promise<Readonly<Record<string, unknown>>> {
    const { streaming } = this.account;
    if (body["is_iceberg"] === true)
      throw new Refusal(STATUS.unsupportedTable, "there are no Iceberg tables");
    const table = streaming.table(session, tableOf(body));
    const channel = textOf(body, "channel");
    const now = await streaming.openChannel(table, channel, textOf(body, "offset_token") || null);
    const key = await streaming.channels.streamKey();
    return {
      ...success,
      ...tableName(table.path),
      channel,
      client_sequencer: now.client,
      row_sequencer: now.row,
      offset_token: now.offset,
      table_columns: channelColumns(table),
      encryption_key: key.secret.toString("base64"),
      encryption_key_id: key.id,
    };
  }

  private async status(body: Body, session: Session): Promise<Readonly<Record<string, unknown>>> {
    const channels: Readonly<Record<string, unknown>>[] = [];
    for (const asked of listOf(body, "channels")) channels.push(await this.channelStatus(asked, session));
    return { ...success, channels };
  }

  private async channelStatus(asked: Body, session: Session): Promise<Readonly<Record<string, unknown>>> {
    const { streaming } = this.account;
    try {
      const table = streaming.table(session, tableOf(asked));
      const now = await streaming.position(table, textOf(asked, "channel_name"));
      if (now === undefined) return { status_code: STATUS.noChannel };
      const own = now.client === numberOf(asked, "client_sequencer");
      return {
        status_code: own ? STATUS.success : STATUS.otherWriter,
        persisted_offset_token: now.offset,
        persisted_client_sequencer: now.client,
        persisted_row_sequencer: now.row,
      };
    } catch (error) {
      if (error instanceof Refusal) return { status_code: error.status };
      throw error;
    }
  }

  private async drop(body: Body, session: Session): Promise<Readonly<Record<string, unknown>>> {
    const { streaming } = this.account;
    const table = streaming.table(session, tableOf(body));
    const channel = textOf(body, "channel");
    await streaming.dropChannel(table, channel, numberOf(body, "client_sequencer"));
    return { ...success, ...tableName(table.path), channel };
  }

  private async register(body: Body, session: Session): Promise<Readonly<Record<string, unknown>>> {
    const blobs = listOf(body, "blobs").map(blobOf);
    if (blobs.length === 0) throw new Refusal(STATUS.noBlobs);
    const outcomes = await this.account.streaming.register(session, blobs);
    return {
      ...success,
      blobs: outcomes.map((chunks) => ({
        chunks: chunks.map(({ chunk, channels }) => ({
          ...chunk.table,
          channels: channels.map(({ channel, status }) => ({
            status_code: status,
            channel: channel.name,
            client_sequencer: channel.client,
          })),
        })),
      })),
    };
  }
}
