/**
 * Cold start of the provider plugin, as the engine starts it, against a minimal provider on the SDK's own
 * `provider.main`: from the start of the process until the first call is answered. A cloud client must not be loaded by
 * then: the plugin carries many times the code of its peer.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { built } from "../local/paths";
import { interleave, median, ratioOf, report, seconds } from "./support/report";

const LIMIT = 0.65;
const MOST_SECONDS = 0.35;
const ROUNDS = 15;

/** Seconds until a plugin answers which version it is. */
function start(command: string, args: readonly string[]): () => Promise<number> {
  return async () => {
    let end = (): void => undefined;
    const took = await seconds(async () => {
      // The engine's address is the last argument; nothing listens there, and neither plugin needs it to start.
      const child = spawn(command, [...args, "127.0.0.1:1"], { stdio: ["ignore", "pipe", "ignore"] });
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const client = new ResourceProviderClient(
        `127.0.0.1:${line.toString().trim()}`,
        credentials.createInsecure(),
      );
      end = () => {
        client.close();
        child.kill("SIGKILL");
      };
      await new Promise<void>((resolve, reject) => {
        client.getPluginInfo(new Empty(), (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
    });
    end();
    return took;
  };
}

async function main(): Promise<void> {
  const floe = start(built("provider", "plugin", "pulumi-resource-floe"), []);
  const peer = start(process.execPath, [built("bench", "support", "minimalProvider.js")]);
  await floe();
  await peer();
  const rounds = await interleave(ROUNDS, floe, peer);
  const ratio = ratioOf("until the first answer", rounds);
  const cold = median(rounds.map((round) => round.floe));
  console.log(`cold start ${cold.toFixed(3)} s, at most ${MOST_SECONDS} s`);
  if (cold > MOST_SECONDS) process.exitCode = 1;
  report("plugin-start", ratio, LIMIT);
}

void main();
