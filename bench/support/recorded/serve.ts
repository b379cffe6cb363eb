import { servePlugin, type ProviderDefinition } from "../../../provider/framework";
import type { FunctionType, ResourceType } from "../../../provider/framework/resource";
import { Recording } from "./recording";

/**
 * Serves a provider in one of two ways, by `FLOE_BENCH_MODE`. `record`: as it is, keeping its answers. `replay`: all
 * of its own code but the four operations that talk to a cloud (schema, check, diff, previews stay), which answer at
 * once what was recorded. So engine, program and providers do all their work, and no cloud's waits hide a difference.
 */
export function serveRecorded(definition: ProviderDefinition): void {
  const path = process.env.FLOE_BENCH_RECORDING;
  if (path === undefined) throw new Error("FLOE_BENCH_RECORDING names no file");
  const recording = new Recording(path);
  const replay = process.env.FLOE_BENCH_MODE === "replay";
  if (replay) recording.load();
  const resource = replay ? replayed : recorded;
  const invocation = replay ? replayedFunction : recordedFunction;
  servePlugin({
    ...definition,
    resources: definition.resources.map((type) => resource(type, recording)),
    functions: definition.functions.map((type) => invocation(type, recording)),
  });
}

function recorded(type: ResourceType, recording: Recording): ResourceType {
  return {
    ...type,
    async create(inputs, call) {
      const state = await type.create(inputs, call);
      const key = Recording.keyOf(type.token, call.name);
      recording.write({ kind: "create", key, id: state.id, outputs: state.outputs });
      return state;
    },
  };
}

function replayed(type: ResourceType, recording: Recording): ResourceType {
  return {
    ...type,
    create: (inputs, call) => Promise.resolve({ inputs, ...recording.state(type.token, call.name) }),
    read: (_id, state) => Promise.resolve(state),
    delete: () => Promise.resolve(),
    ...(type.update === undefined
      ? {}
      : {
          update: (id, olds, inputs) =>
            Promise.resolve({ id, inputs, outputs: { ...olds.outputs, ...inputs } }),
        }),
  };
}

function recordedFunction(type: FunctionType, recording: Recording): FunctionType {
  return {
    ...type,
    async invoke(inputs, call) {
      const result = await type.invoke(inputs, call);
      recording.write({ kind: "invoke", key: Recording.keyOf(type.token, inputs), result });
      return result;
    },
  };
}

function replayedFunction(type: FunctionType, recording: Recording): FunctionType {
  return { ...type, invoke: (inputs) => Promise.resolve(recording.result(type.token, inputs)) };
}
