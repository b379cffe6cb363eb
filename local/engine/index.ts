import { compileEngine, LEAST_GO } from "./compile";
import { findEngine, type Engine, type Miss } from "./find";
import { installOfficial } from "./install";
import { ENGINE_VERSION } from "./version";

export { findEngine, type Engine } from "./find";
export { ENGINE_VERSION } from "./version";

/** None of the three ways gave an engine. The message says what each of them needs. */
export class EngineMissing extends Error {
  override readonly name = "EngineMissing";
  constructor(misses: readonly Miss[]) {
    super(
      [
        `no Pulumi engine ${ENGINE_VERSION} or newer could be found, installed or compiled:`,
        ...misses.map(({ place, reason }) => `  - ${place}: ${reason}`),
        "Any one of these is enough:",
        `  1. put pulumi ${ENGINE_VERSION} or newer (below 4) on PATH, or name its file in FLOE_ENGINE`,
        "  2. let this machine reach get.pulumi.com, for the official installer",
        `  3. install Go ${LEAST_GO} or newer and let it reach a Go module proxy (GOPROXY), to compile it once`,
      ].join("\n"),
    );
  }
}

/**
 * The engine to run stacks with: found, else installed by the official installer, else compiled from its Go module.
 * A named `FLOE_ENGINE` that does not fit is an error: it is never silently replaced.
 */
export async function ensureEngine(options: { log: (line: string) => void }): Promise<Engine> {
  const { engine, misses } = await findEngine();
  if (engine) return engine;
  if (process.env.FLOE_ENGINE) throw new EngineMissing(misses);
  for (const [place, obtain] of [
    ["official installer", installOfficial],
    ["Go module", compileEngine],
  ] as const) {
    try {
      return await obtain(options.log);
    } catch (error) {
      misses.push({ place, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new EngineMissing(misses);
}
