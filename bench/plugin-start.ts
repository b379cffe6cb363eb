/**
 * Cold start of the provider plugin, as the engine starts it, against a minimal provider on the SDK's own
 * `provider.main`: from the start of the process until the first call is answered. A cloud client must not be loaded by
 * then: the plugin carries many times the code of its peer. The peer is one bundled file, made as the plugin is; what it
 * takes from node_modules, and what the SDK's server alone takes, is told beside it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { built, packageRoot } from "../local/paths";
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

/** A peer as one file, by the build's own settings for plugins. */
async function bundled(name: string, folder: string): Promise<() => Promise<number>> {
  const builder = (await import(pathToFileURL(join(packageRoot(), "scripts", "plugin.mjs")).href)) as {
    writePlugin(plugin: Readonly<Record<string, unknown>>): Promise<void>;
  };
  const entry = join(packageRoot(), "bench", "support", `${name}.ts`);
  await builder.writePlugin({ name, entry, folder: join(folder, name), alone: true, logLevel: "error" });
  return start(join(folder, name, `pulumi-resource-${name}`), []);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "floe-peer-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const floe = start(built("provider", "plugin", "pulumi-resource-floe"), []);
  const peer = await bundled("minimalProvider", folder);
  const others = {
    "beside it, the peer from node_modules": start(process.execPath, [
      built("bench", "support", "minimalProvider.js"),
    ]),
    "beside it, the SDK's server alone, bundled": await bundled("leanProvider", folder),
  };
  for (const warm of [floe, peer, ...Object.values(others)]) await warm();
  for (const [label, other] of Object.entries(others)) ratioOf(label, await interleave(5, floe, other));
  const rounds = await interleave(ROUNDS, floe, peer);
  const ratio = ratioOf("until the first answer", rounds);
  const cold = median(rounds.map((round) => round.floe));
  console.log(`cold start ${cold.toFixed(3)} s, at most ${MOST_SECONDS} s`);
  if (cold > MOST_SECONDS) process.exitCode = 1;
  report("plugin-start", ratio, LIMIT);
}

void main();
