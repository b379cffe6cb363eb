import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { check } from "./check-rpc";
import { checkTable } from "./check";
import { checkConfig, configure, diffConfig } from "./config-rpc";
import { diff } from "./diff-rpc";
import { checkFailures, grpcError, Unsupported } from "./failures";
import { Host } from "./host";
import { noted, requireWhole } from "./requests";
import type { ProviderDefinition } from "./resource";
import { schemaOf } from "./schema";
import { fromStruct, toStruct } from "./structs";
import { encodeBag, knownBag, toTreeBag } from "./tree";
import { decodeBag } from "./wire";
import { create, read, remove, update } from "./write-rpc";

/** Messages up to 400 MB: the engine's own limit. The default of 4 MB is too small for a large graph or schema. */
const limits = { "grpc.max_receive_message_length": 400 << 20, "grpc.max_send_message_length": 400 << 20 };

export interface RunningServer {
  readonly port: number;
  readonly host: Host;
  /** Whether an engine is connected now. */
  connected(): boolean;
  stop(): Promise<void>;
}

/** Serves a provider on a free loopback port. */
export async function serve(definition: ProviderDefinition, engineAddress = ""): Promise<RunningServer> {
  const host = new Host(definition);
  host.log.attach(engineAddress);
  const server = new Server(limits);
  server.addService(noted(ResourceProviderService), service(host));
  const connections = new Set<Socket>();
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = createServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    injector.injectConnection(socket);
  });
  const port = await listen(listener);
  const stop = async () => {
    host.lifecycle.cancel();
    host.log.close();
    listener.close();
    server.forceShutdown();
    for (const socket of connections) socket.destroy();
    await definition.close?.();
  };
  return { port, host, connected: () => connections.size > 0, stop };
}

/** Opens the listener on a free port of loopback. */
function listen(listener: NetServer): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", () => {
      const address = listener.address();
      if (address !== null && typeof address === "object") resolve(address.port);
      else reject(new Error("the system gave no port"));
    });
  });
}

function unary<Q, R>(operation: (request: Q) => R | Promise<R>): handleUnaryCall<Q, R> {
  return (call, callback) => {
    const run = async () => {
      requireWhole(call.request);
      return operation(call.request);
    };
    run().then(
      (response) => callback(null, response),
      (error: unknown) => callback(grpcError(error)),
    );
  };
}

function unsupported<Q, R>(what: string): handleUnaryCall<Q, R> {
  return unary<Q, R>(() => {
    throw new Unsupported(`this provider has no ${what}`);
  });
}

function service(host: Host): UntypedServiceImplementation & IResourceProviderServer {
  const { definition } = host;
  return {
    handshake: unary((request: pb.ProviderHandshakeRequest) => {
      host.log.attach(request.getEngineAddress());
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: unary((request) => {
      host.log.attach(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(definition.version);
      return info;
    }),
    getSchema: unary((request: pb.GetSchemaRequest) => {
      if (request.getVersion() !== 0) throw new Error(`schema version ${request.getVersion()} is not known`);
      const response = new pb.GetSchemaResponse();
      response.setSchema(JSON.stringify(schemaOf(definition)));
      return response;
    }),
    checkConfig: unary((request: pb.CheckRequest) => checkConfig(host, request)),
    diffConfig: unary((request: pb.DiffRequest) => diffConfig(host, request)),
    configure: unary((request: pb.ConfigureRequest) => configure(host, request)),
    check: unary((request: pb.CheckRequest) => check(host, request)),
    diff: unary((request: pb.DiffRequest) => diff(host, request)),
    create: unary((request: pb.CreateRequest) => create(host, request)),
    read: unary((request: pb.ReadRequest) => read(host, request)),
    update: unary((request: pb.UpdateRequest) => update(host, request)),
    delete: unary(async (request: pb.DeleteRequest) => {
      await remove(host, request);
      return new Empty();
    }),
    invoke: unary((request: pb.InvokeRequest) => invoke(host, request)),
    cancel: unary(() => {
      host.lifecycle.cancel();
      return new Empty();
    }),
    getMapping: unary(() => new pb.GetMappingResponse()),
    getMappings: unary(() => new pb.GetMappingsResponse()),
    parameterize: unsupported("parameters"),
    call: unsupported("methods"),
    construct: unsupported("components"),
    list: (call: ServerWritableStream<pb.ListRequest, pb.ListResponse>) => {
      call.emit("error", grpcError(new Unsupported("this provider does not list resources")));
    },
  };
}

async function invoke(host: Host, request: pb.InvokeRequest): Promise<pb.InvokeResponse> {
  const type = host.function(request.getTok());
  const wire = fromStruct(request.getArgs());
  const bag = decodeBag(wire);
  const response = new pb.InvokeResponse();
  const isHidden = (root: string) => type.inputs[root]?.secret === true;
  const failures = checkTable(type.inputs, bag, isHidden);
  if (failures.length > 0) {
    response.setFailuresList(checkFailures(failures, isHidden));
    return response;
  }
  const about = { urn: "", name: type.token, seconds: 0, wires: [wire] };
  const result = await host.run(about, (call) => type.invoke(knownBag(bag, "", new Set()), call));
  response.setReturn(toStruct(encodeBag(toTreeBag(result))));
  return response;
}
