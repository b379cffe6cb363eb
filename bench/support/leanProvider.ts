import { main, type Provider } from "@pulumi/pulumi/provider";

/** The minimal provider on the SDK's server module alone, without the root that loads the whole SDK. */
const minimal: Provider = {
  version: "0.0.1",
  create: (_urn, inputs: object) => Promise.resolve({ id: "id", outs: inputs }),
};

void main(minimal, process.argv.slice(2));
