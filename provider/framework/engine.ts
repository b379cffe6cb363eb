import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export type Severity = "debug" | "info" | "warning" | "error";

const severities: Readonly<Record<Severity, LogSeverity>> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** The engine's log. Lines keep their order; a line that cannot be delivered is dropped, never an error. */
export class EngineLog {
  private client: EngineClient | undefined;
  private readonly waiting: LogRequest[] = [];
  private sending: Promise<void> | undefined;

  attach(address: string): void {
    this.client?.close();
    this.client = address === "" ? undefined : new EngineClient(address, credentials.createInsecure());
  }

  write(severity: Severity, message: string, urn: string, ephemeral: boolean): void {
    if (this.client === undefined) return;
    const request = new LogRequest();
    request.setSeverity(severities[severity]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // Progress that nobody has seen yet is overtaken by newer progress of the same resource.
    const last = this.waiting.at(-1);
    if (ephemeral && last?.getEphemeral() === true && last.getUrn() === urn) this.waiting.pop();
    this.waiting.push(request);
    this.sending ??= this.send();
  }

  private async send(): Promise<void> {
    for (let request = this.waiting.shift(); request !== undefined; request = this.waiting.shift()) {
      const { client } = this;
      const line = request;
      await new Promise<void>((resolve) => {
        if (client === undefined) resolve();
        else client.log(line, () => resolve());
      });
    }
    this.sending = undefined;
  }

  /** Waits, at most a second, until every line is with the engine. */
  async flush(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 1000);
    });
    await Promise.race([this.sending, limit]);
    clearTimeout(timer);
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
  }
}
