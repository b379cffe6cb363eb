import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { RoleAccess } from "./access";

interface Line {
  timestamp: number;
  message: string;
}

const flushMs = 250;
const batchLines = 5000;

/**
 * Writes a container's lines to a stream of CloudWatch Logs with the job's own role.
 *
 * Control characters are written as the agent on SageMaker's hosts does (`#011` for a tab): metric expressions of the
 * built-in algorithms rely on it. A role without log permissions gets no logs, and its job runs on, as on AWS.
 */
export class LogForwarder {
  private pending: Line[] = [];
  private flushing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private ready: Promise<boolean> | undefined;
  private last: string[] = [];

  constructor(
    private readonly access: RoleAccess,
    private readonly group: string,
    private readonly stream: string,
    private readonly note: (line: string) => void,
  ) {}

  static escape(line: string): string {
    return line.replace(
      /\p{Cc}/gu,
      (character) => `#${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
    );
  }

  /** The last lines, for a reason of failure. */
  tail(): string[] {
    return this.last;
  }

  write(line: string): void {
    if (line.length === 0) return;
    this.last.push(line);
    if (this.last.length > 50) this.last.shift();
    this.pending.push({ timestamp: Date.now(), message: LogForwarder.escape(line) });
    this.timer ??= setTimeout(() => this.flush(), flushMs);
  }

  async close(): Promise<void> {
    this.flush();
    await this.flushing;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = this.pending;
    this.pending = [];
    if (lines.length === 0) return;
    this.flushing = this.flushing.then(() => this.put(lines));
  }

  private async put(lines: Line[]): Promise<void> {
    try {
      const client = await this.access.logs();
      this.ready ??= this.prepare(client);
      if (!(await this.ready)) return;
      const { PutLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
      for (let start = 0; start < lines.length; start += batchLines) {
        const logEvents = lines.slice(start, start + batchLines);
        await client.send(
          new PutLogEventsCommand({ logGroupName: this.group, logStreamName: this.stream, logEvents }),
        );
      }
    } catch (error) {
      this.refuse(error);
    }
  }

  private refuse(error: unknown): void {
    this.ready = Promise.resolve(false);
    this.note(`no logs in ${this.group}: ${error instanceof Error ? error.message : String(error)}`);
  }

  private async prepare(client: CloudWatchLogsClient): Promise<boolean> {
    const { CreateLogGroupCommand, CreateLogStreamCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    try {
      await client.send(new CreateLogGroupCommand({ logGroupName: this.group })).catch(ignoreExisting);
      await client
        .send(new CreateLogStreamCommand({ logGroupName: this.group, logStreamName: this.stream }))
        .catch(ignoreExisting);
      return true;
    } catch (error) {
      this.refuse(error);
      return false;
    }
  }
}

function ignoreExisting(error: unknown): void {
  if ((error as { name?: string }).name === "ResourceAlreadyExistsException") return;
  throw error;
}
