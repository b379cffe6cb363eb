import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noted, requireWhole } from "../../../provider/framework/requests";
import { fromStruct, toStruct } from "../../../provider/framework/structs";
import type { Wire, WireBag } from "../../../provider/framework/wire";
import { Harness, urnOf } from "../support/harness";
import { Things } from "../support/thing";

/** As long as `__proto__`: put in its place in the bytes, since the library of the tests drops that key, too. */
const STAND_IN = "__prxto__";
const SEED = Number(process.env.FLOE_FUZZ_SEED ?? 20_261_121);

const names = fc.constantFrom("a", "k1", "", "constructor", "toString", "hasOwnProperty", "valueOf");
const leaf = fc.constantFrom<Wire>("", "x", STAND_IN, `\n\t${STAND_IN}x`, 1, true, null);
const { bag } = fc.letrec<{ bag: WireBag; value: Wire }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("value"), { maxLength: 2 }), tie("bag")),
  bag: fc.dictionary(names, tie("value"), { maxKeys: 3 }),
}));

/** A check of these inputs, with `__proto__` for the stand-in where it is a key or a whole text. */
function bytesOf(inputs: WireBag): Buffer {
  const request = new pb.CheckRequest();
  request.setUrn(urnOf("test:index:Thing"));
  request.setNews(toStruct(inputs));
  const bytes = Buffer.from(request.serializeBinary());
  for (let at = bytes.indexOf(STAND_IN); at >= 0; at = bytes.indexOf(STAND_IN, at))
    bytes.write("__proto__", at, "latin1");
  return bytes;
}

/** What the server does with the bytes of a request. */
function decoded(bytes: Buffer): pb.CheckRequest {
  const request = noted(ResourceProviderService).check?.requestDeserialize(bytes) as pb.CheckRequest;
  requireWhole(request);
  return request;
}

/** The bag with one more key somewhere inside it. */
function within(inputs: WireBag, path: readonly string[], key: string): WireBag {
  const [first, ...rest] = path;
  if (first === undefined) return { ...inputs, [key]: "lost" };
  return { ...inputs, [first]: [within({}, rest, key)] };
}

describe("a map key __proto__", () => {
  it("is refused at any depth", () => {
    fc.assert(
      fc.property(bag, fc.array(names, { maxLength: 4 }), (inputs, path) => {
        expect(() => decoded(bytesOf(within(inputs, path, STAND_IN)))).toThrow("rename the key");
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("is no other key and no text: those arrive as they are", () => {
    fc.assert(
      fc.property(bag, (inputs) => {
        const arrived = fromStruct(decoded(bytesOf(inputs)).getNews());
        const sent = JSON.parse(JSON.stringify(inputs).replaceAll(STAND_IN, "__proto__")) as WireBag;
        expect(arrived).toEqual(sent);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  describe("over the wire", () => {
    let provider: Harness;
    beforeAll(async () => {
      provider = await Harness.start(new Things().definition(), { account: "A1" });
    });
    afterAll(() => provider.stop());

    it("is told to the engine", async () => {
      const error = await new Promise<Error | null>((resolve) =>
        provider.client.makeUnaryRequest(
          ResourceProviderService.check.path,
          () => bytesOf({ labels: { [STAND_IN]: "x" } }),
          (bytes: Buffer) => bytes,
          undefined,
          (failure) => resolve(failure),
        ),
      );
      expect(error?.message).toContain("a key of an input map is __proto__");
    });
  });
});
