import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "../../../local/cloud/ports";
import { type RunningKafka, startKafka } from "../../../local/kafka/start";
import { Line } from "../../provider/support/world/line";
import { type Connectors, linedFetch } from "../../provider/support/world/workers";

export const connectorArn = (name: string): string =>
  `arn:aws:kafkaconnect:us-east-1:000000000000:connector/${name}/1-2`;

/** A real broker, and on loopback what speaks as Connect's workers and as MSK Connect. */
export class KafkaServices {
  private constructor(
    private readonly broker: RunningKafka,
    private readonly server: Server,
    /** The broker's listener that wants the user `floe` and the password. */
    readonly guarded: string,
  ) {}

  static async start(stateDir: string, password: string): Promise<KafkaServices> {
    const [broker, controller, guarded] = [await freePort(), await freePort(), await freePort()];
    const login = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    const listeners = `PLAINTEXT://127.0.0.1:${broker},GUARDED://127.0.0.1:${guarded}`;
    const kafka = await startKafka({
      stateDir,
      log: () => undefined,
      ports: { broker, controller },
      worker: false,
      registry: false,
      brokerSettings: {
        listeners: `${listeners},CONTROLLER://127.0.0.1:${controller}`,
        "advertised.listeners": listeners,
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT",
        "listener.name.guarded.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.guarded.plain.sasl.jaas.config": `${login} user_floe="${password}";`,
      },
    });
    const connectors: Connectors = new Map();
    const ask = linedFetch(
      { connectors, seen: () => connectors, files: new Map() },
      new Line(undefined, { cancel: () => undefined, lag: () => undefined }),
    );
    const server = createServer((request, response) => void answer(request, response, ask));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new KafkaServices(kafka, server, `127.0.0.1:${guarded}`);
  }

  get bootstrap(): string {
    return this.broker.bootstrap;
  }

  /** Of the workers, and of MSK Connect. */
  get connectUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.broker.stop();
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  ask: ReturnType<typeof linedFetch>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = "GET", url = "/", headers } = request;
  if (url.startsWith("/v1/connectors/")) {
    mskConnect(decodeURIComponent(url), response);
    return;
  }
  if (headers.authorization?.startsWith("Basic ") === true) {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error_code: 401, message: "User cannot access the resource." }));
    return;
  }
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString() };
  const answered = await ask(`http://workers${url}`, { method, ...body });
  response.writeHead(answered.status, { "content-type": "application/json" });
  response.end(await answered.text());
}

/** Every connector but `none` runs, and masks its password. */
function mskConnect(url: string, response: ServerResponse): void {
  const arn = url.replace("/v1/connectors/", "");
  const isThere = !arn.includes("/none");
  response.writeHead(isThere ? 200 : 404, {
    "content-type": "application/json",
    ...(isThere ? {} : { "x-amzn-errortype": "NotFoundException" }),
  });
  response.end(
    JSON.stringify({
      connectorArn: arn,
      connectorName: "sink",
      connectorState: "RUNNING",
      currentVersion: "K1",
      connectorConfiguration: { "connector.class": "acme.Sink", topics: "orders", "acme.password": "****" },
    }),
  );
}
