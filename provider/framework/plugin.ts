import type { ProviderDefinition } from "./resource";
import { serve, type RunningServer } from "./server";

/**
 * Entry of a provider plugin: `servePlugin(definition)` is all a plugin's main file does. The port is the first
 * line on standard output, as the engine expects; nothing else is printed there.
 */
export function servePlugin(definition: ProviderDefinition): void {
  // The engine shows whatever a plugin writes to standard error; the SDK's note on Node versions is not for the user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const address = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
  serve(definition, address).then(
    (server) => {
      process.stdout.write(`${server.port}\n`);
      process.on("SIGINT", () => exitWhenDisconnected(server));
      process.on("SIGTERM", () => {
        void server.stop().finally(() => process.exit(0));
      });
      if (address !== "") exitWithParent();
    },
    (error: unknown) => {
      process.stderr.write(
        `${definition.name} provider: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      process.exit(1);
    },
  );
}

/**
 * An interrupt means one of two things. In a terminal, Ctrl-C: the engine is connected, cancels over gRPC and must
 * still get the answers. Or the engine is done: it has closed its connection, and waits five seconds for the plugin.
 */
function exitWhenDisconnected(server: RunningServer): void {
  setInterval(() => {
    if (!server.connected()) process.exit(0);
  }, 10);
}

/** A killed engine must not leave its plugin running. Work under way in a cloud is left as it is, to be adopted. */
function exitWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000).unref();
}
