import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ProviderDefinition } from "../../../provider/framework";
import { serve } from "../../../provider/framework";

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const TAG = "4dabf18193072939515e22adb298388d";
export const secret = (value: JavaScriptValue) => ({ [TAG]: "1b47061264138c4ac30d75fd1eb44270", value });
export const textAsset = (text: string, hash: string) => ({
  [TAG]: "c44067f5952c0a294b673a41bacd8c17",
  text,
  hash,
});

export type Bag = Record<string, JavaScriptValue>;

export interface LogLine {
  readonly message: string;
  readonly urn: string;
  readonly ephemeral: boolean;
  readonly severity: number;
}

/** What the engine learns of an object that exists but failed. */
export interface InitFailure {
  readonly id: string;
  readonly properties: Bag;
  readonly inputs: Bag;
  readonly reasons: readonly string[];
}

/** A provider on a real gRPC port, with a fake engine that keeps its log. */
export class Harness {
  private constructor(
    readonly logs: readonly LogLine[],
    readonly client: ResourceProviderClient,
    private readonly closing: () => Promise<void>,
  ) {}

  static async start(definition: ProviderDefinition, config: Bag = {}): Promise<Harness> {
    const server = await serve(definition);
    return Harness.connect(server.port, () => server.stop(), config);
  }

  /** To a provider that listens already, such as a plugin's process. */
  static async connect(providerPort: number, stop: () => Promise<void>, config: Bag = {}): Promise<Harness> {
    const engine = new Server();
    const logs: LogLine[] = [];
    engine.addService(EngineService, {
      log: (call: { request: LogRequest }, callback: (error: null, value: Empty) => void) => {
        const { request } = call;
        logs.push({
          message: request.getMessage(),
          urn: request.getUrn(),
          ephemeral: request.getEphemeral(),
          severity: request.getSeverity(),
        });
        callback(null, new Empty());
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    const client = new ResourceProviderClient(`127.0.0.1:${providerPort}`, credentials.createInsecure());
    const harness = new Harness(logs, client, async () => {
      client.close();
      await stop();
      engine.forceShutdown();
    });
    const handshake = new pb.ProviderHandshakeRequest();
    handshake.setEngineAddress(`127.0.0.1:${port}`);
    await ask<pb.ProviderHandshakeResponse>((done) => client.handshake(handshake, done));
    await harness.configure(config);
    return harness;
  }

  stop(): Promise<void> {
    return this.closing();
  }

  async configure(config: Bag): Promise<void> {
    const request = new pb.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(config));
    await ask<pb.ConfigureResponse>((done) => this.client.configure(request, done));
  }

  async schema(): Promise<Record<string, unknown>> {
    const response = await ask<pb.GetSchemaResponse>((done) =>
      this.client.getSchema(new pb.GetSchemaRequest(), done),
    );
    return JSON.parse(response.getSchema()) as Record<string, unknown>;
  }

  async checkConfig(news: Bag) {
    const request = new pb.CheckRequest();
    request.setNews(Struct.fromJavaScript(news));
    return checked(await ask<pb.CheckResponse>((done) => this.client.checkConfig(request, done)));
  }

  async diffConfig(olds: Bag, news: Bag) {
    const request = new pb.DiffRequest();
    request.setOldInputs(Struct.fromJavaScript(olds));
    request.setNews(Struct.fromJavaScript(news));
    return differed(await ask<pb.DiffResponse>((done) => this.client.diffConfig(request, done)));
  }

  async check(type: string, news: Bag, olds?: Bag, name = "thing") {
    const request = new pb.CheckRequest();
    request.setUrn(urnOf(type, name));
    request.setNews(Struct.fromJavaScript(news));
    request.setRandomseed(Buffer.from("0123456789abcdef0123456789abcdef"));
    if (olds !== undefined) request.setOlds(Struct.fromJavaScript(olds));
    return checked(await ask<pb.CheckResponse>((done) => this.client.check(request, done)));
  }

  /** The inputs as check leaves them; it must find nothing wrong. */
  async checked(type: string, news: Bag, olds?: Bag): Promise<Bag> {
    const { inputs, failures } = await this.check(type, news, olds);
    if (failures.length > 0) throw new Error(`check refuses ${JSON.stringify(failures)}`);
    return inputs;
  }

  async diff(type: string, oldInputs: Bag, news: Bag, state: Bag = oldInputs) {
    const request = new pb.DiffRequest();
    request.setId("id");
    request.setUrn(urnOf(type));
    request.setOlds(Struct.fromJavaScript(state));
    request.setOldInputs(Struct.fromJavaScript(oldInputs));
    request.setNews(Struct.fromJavaScript(news));
    return differed(await ask<pb.DiffResponse>((done) => this.client.diff(request, done)));
  }

  async create(
    type: string,
    inputs: Bag,
    options: { preview?: boolean; timeout?: number; name?: string } = {},
  ) {
    const request = new pb.CreateRequest();
    request.setUrn(urnOf(type, options.name));
    request.setProperties(Struct.fromJavaScript(inputs));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeout ?? 0);
    const response = await ask<pb.CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), properties: bagOf(response.getProperties()) };
  }

  async update(
    type: string,
    id: string,
    old: { inputs: Bag; state: Bag },
    news: Bag,
    options: { preview?: boolean; timeout?: number } = {},
  ): Promise<Bag> {
    const request = new pb.UpdateRequest();
    request.setId(id);
    request.setUrn(urnOf(type));
    request.setOldInputs(Struct.fromJavaScript(old.inputs));
    request.setOlds(Struct.fromJavaScript(old.state));
    request.setNews(Struct.fromJavaScript(news));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeout ?? 0);
    return bagOf((await ask<pb.UpdateResponse>((done) => this.client.update(request, done))).getProperties());
  }

  async read(type: string, id: string, old: { inputs: Bag; state: Bag } = { inputs: {}, state: {} }) {
    const request = new pb.ReadRequest();
    request.setId(id);
    request.setUrn(urnOf(type));
    request.setInputs(Struct.fromJavaScript(old.inputs));
    request.setProperties(Struct.fromJavaScript(old.state));
    const response = await ask<pb.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      properties: bagOf(response.getProperties()),
      inputs: bagOf(response.getInputs()),
    };
  }

  async delete(type: string, id: string, state: Bag, inputs: Bag = state, timeout = 0): Promise<void> {
    const request = new pb.DeleteRequest();
    request.setId(id);
    request.setUrn(urnOf(type));
    request.setProperties(Struct.fromJavaScript(state));
    request.setOldInputs(Struct.fromJavaScript(inputs));
    request.setTimeout(timeout);
    await ask<Empty>((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: Bag) {
    const request = new pb.InvokeRequest();
    request.setTok(token);
    request.setArgs(Struct.fromJavaScript(args));
    const response = await ask<pb.InvokeResponse>((done) => this.client.invoke(request, done));
    return { result: bagOf(response.getReturn()), failures: failuresOf(response.getFailuresList()) };
  }

  async cancel(): Promise<void> {
    await ask<Empty>((done) => this.client.cancel(new Empty(), done));
  }
}

export function urnOf(type: string, name = "thing"): string {
  return `urn:pulumi:dev::floe-test::${type}::${name}`;
}

function ask<R>(call: (done: (error: ServiceError | null, response: R) => void) => unknown): Promise<R> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

function bagOf(struct: Struct | undefined): Bag {
  return struct?.toJavaScript() ?? {};
}

function failuresOf(list: pb.CheckFailure[]) {
  return list.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}

function checked(response: pb.CheckResponse) {
  return { inputs: bagOf(response.getInputs()), failures: failuresOf(response.getFailuresList()) };
}

const kinds = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

function differed(response: pb.DiffResponse) {
  const details: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((detail: pb.PropertyDiff, path: string) => {
    if (!detail.getInputdiff()) throw new Error(`the diff of ${path} is not marked as one of inputs`);
    details[path] = kinds[detail.getKind()] ?? "?";
  });
  return {
    changes: response.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME,
    replaces: response.getReplacesList(),
    diffs: response.getDiffsList(),
    stables: response.getStablesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    details,
  };
}

/** The partial failure an error carries in its details, or undefined. */
export function initFailure(error: unknown): InitFailure | undefined {
  if (!(error instanceof Error) || !("metadata" in error)) return undefined;
  const [bytes] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Buffer)) return undefined;
  const [detail] = Status.deserializeBinary(bytes).getDetailsList();
  const failure = detail?.unpack(
    (data: Uint8Array) => pb.ErrorResourceInitFailed.deserializeBinary(data),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (failure === undefined || failure === null) return undefined;
  return {
    id: failure.getId(),
    properties: bagOf(failure.getProperties()),
    inputs: bagOf(failure.getInputs()),
    reasons: failure.getReasonsList(),
  };
}

/** The error a call ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("the call succeeded");
}
