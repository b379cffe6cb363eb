import {
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { InitFailed } from "./failures";
import { type Host, nameOf } from "./host";
import { plainState, previewOutputs, properties, readInputs } from "./outputs";
import { PartialFailure, type ResourceType, type State } from "./resource";
import { fromStruct, toStruct } from "./structs";
import { fullyKnown, knownBag, toTreeBag } from "./tree";
import { decodeBag, type WireBag } from "./wire";

interface Named {
  getUrn(): string;
  getName(): string;
  getTimeout(): number;
}

/** What `host.run` needs to know of a request. */
function about(request: Named, ...wires: WireBag[]) {
  const urn = request.getUrn();
  return { urn, name: nameOf(urn, request.getName()), seconds: request.getTimeout(), wires };
}

export async function create(host: Host, request: CreateRequest): Promise<CreateResponse> {
  const type = host.resource(request.getUrn(), request.getType());
  const wire = fromStruct(request.getProperties());
  const response = new CreateResponse();
  if (request.getPreview()) {
    const context = { name: nameOf(request.getUrn(), request.getName()), config: host.config };
    const outputs = previewOutputs(type, decodeBag(wire), undefined, context);
    response.setProperties(toStruct(properties(type, wire, outputs)));
    return response;
  }
  const inputs = knownBag(decodeBag(wire), "", new Set());
  const state = await host.run(about(request, wire), (call) =>
    explained(type, wire, () => type.create(inputs, call)),
  );
  response.setId(state.id);
  response.setProperties(toStruct(properties(type, wire, toTreeBag(state.outputs))));
  return response;
}

export async function update(host: Host, request: UpdateRequest): Promise<UpdateResponse> {
  const type = host.resource(request.getUrn(), request.getType());
  const wire = fromStruct(request.getNews());
  const oldWire = fromStruct(request.getOldInputs());
  const stateWire = fromStruct(request.getOlds());
  const olds = knownBag(decodeBag(oldWire), "", new Set());
  const state = plainState(stateWire);
  const refusal = type.refuse?.(fullyKnown(decodeBag(wire)), state);
  if (refusal !== undefined) throw new Error(refusal);
  const response = new UpdateResponse();
  if (request.getPreview()) {
    const context = { name: nameOf(request.getUrn(), request.getName()), config: host.config };
    const outputs = previewOutputs(type, decodeBag(wire), { inputs: olds, state }, context);
    response.setProperties(toStruct(properties(type, wire, outputs)));
    return response;
  }
  if (type.update === undefined) throw new Error(`${type.token} cannot be updated in place`);
  const change = type.update.bind(type);
  const old: State = { id: request.getId(), inputs: olds, outputs: state };
  const news = knownBag(decodeBag(wire), "", new Set());
  const result = await host.run(about(request, wire, oldWire, stateWire), (call) =>
    explained(type, wire, () => change(request.getId(), old, news, call)),
  );
  response.setProperties(toStruct(properties(type, wire, toTreeBag(result.outputs))));
  return response;
}

export async function read(host: Host, request: ReadRequest): Promise<ReadResponse> {
  const type = host.resource(request.getUrn(), request.getType());
  const inputs = fromStruct(request.getInputs());
  const held = fromStruct(request.getProperties());
  const imported = Object.keys(inputs).length === 0 && Object.keys(held).length === 0;
  const old: State | undefined = imported
    ? undefined
    : { id: request.getId(), inputs: knownBag(decodeBag(inputs), "", new Set()), outputs: plainState(held) };
  const response = new ReadResponse();
  const found = await host.run(about(request, inputs, held), (call) =>
    explained(type, inputs, () => type.read(request.getId(), old, call)),
  );
  if (found === undefined) return response;
  const wire = readInputs(type, found.inputs, inputs);
  response.setId(found.id);
  response.setInputs(toStruct(wire));
  response.setProperties(toStruct(properties(type, wire, toTreeBag(found.outputs))));
  return response;
}

export async function remove(host: Host, request: DeleteRequest): Promise<void> {
  const type = host.resource(request.getUrn(), request.getType());
  const inputs = fromStruct(request.getOldInputs());
  const held = fromStruct(request.getProperties());
  const state: State = {
    id: request.getId(),
    inputs: knownBag(decodeBag(inputs), "", new Set()),
    outputs: plainState(held),
  };
  await host.run(about(request, inputs, held), (call) => type.delete(state, call));
}

/** A partial failure becomes the engine's own kind, with the secrets of the object's inputs kept. */
async function explained<T>(type: ResourceType, wire: WireBag, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    const inputs = readInputs(type, error.state.inputs, wire);
    const held = properties(type, inputs, toTreeBag(error.state.outputs));
    throw new InitFailed(error.state.id, held, inputs, error.reasons);
  }
}
