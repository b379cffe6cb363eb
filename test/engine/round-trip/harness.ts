import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { CustomResource } from "@pulumi/pulumi";
import { LocalWorkspace, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { findEngine } from "../../../local/engine";
import { cacheDir } from "../../../local/paths";

export type Variant = "first" | "changed";

/** How one resource type is taken through its life. */
export interface Case {
  readonly token: string;
  /** Registers the resource; `others` are those registered before it, by the last part of their token. */
  make(variant: Variant, others: Others, options: { import?: string }): CustomResource;
  /** What the change of variant does to it. */
  readonly change: "update" | "replace";
  /** Changes the object behind the engine's back. */
  drift(outputs: Outputs): Promise<unknown>;
  /** What a refresh says of that. */
  readonly seen: "update" | "delete" | "same";
  /** The id that the real provider imports the object by, when it is not the resource's id. */
  importId?(outputs: Outputs): string;
  /** Set when the program gives what no cloud can tell (`forceDestroy`, a local file): an import is followed by an update. */
  readonly ownWords?: true;
  /** False for what leaves nothing to import. */
  readonly importable?: false;
}
/** The resource registered under a token's last part; the caller names its class. */
export type Others = <T extends CustomResource = CustomResource>(short: string, like?: T) => T;
export type Outputs = Readonly<Record<string, unknown>>;

export const short = (token: string): string => token.split(":").at(-1) ?? token;

export interface Step {
  readonly token: string;
  readonly op: string;
  readonly diffs: readonly string[];
  readonly id: string;
  readonly outputs: Outputs;
}

/** Runs stacks of one plugin's cases on the real engine, in a folder of its own. */
export class Engine {
  private readonly folder = mkdtempSync(join(tmpdir(), "floe-round-trip-"));

  constructor(
    private readonly plugins: Readonly<Record<string, string>>,
    private readonly env: Readonly<Record<string, string>>,
    private readonly config: Readonly<Record<string, string>> = {},
  ) {}

  async stack(name: string, program: () => void): Promise<Stack> {
    const { engine } = await findEngine();
    if (engine === undefined) throw new Error("no Pulumi engine: run `floe doctor`");
    const env = {
      ...this.env,
      PATH: [dirname(engine.path), process.env.PATH ?? ""].join(delimiter),
      PULUMI_HOME: join(cacheDir(), "pulumi-home"),
      PULUMI_BACKEND_URL: `file://${this.folder}`,
      PULUMI_CONFIG_PASSPHRASE: "round-trip",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    };
    process.env.PATH = env.PATH;
    const providers = Object.entries(this.plugins).map(([plugin, path]) => ({ name: plugin, path }));
    // The type lacks `plugins`, which the engine reads.
    const projectSettings = { name: "roundtrip", runtime: "nodejs" as const, plugins: { providers } };
    const stack = await LocalWorkspace.createOrSelectStack(
      {
        stackName: name,
        projectName: "roundtrip",
        program: () => Promise.resolve().then(program),
      },
      {
        workDir: mkdtempSync(join(this.folder, "work-")),
        envVars: env,
        projectSettings,
      },
    );
    for (const [key, value] of Object.entries(this.config)) await stack.setConfig(key, { value });
    return stack;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs one operation and says what the engine did to each resource. */
export const stepsOf = async (
  operation: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<readonly Step[]> => {
  const steps: Step[] = [];
  const problems: string[] = [];
  const onEvent = (event: EngineEvent): void => {
    const metadata = event.resourcePreEvent?.metadata;
    if (metadata !== undefined && !metadata.type.startsWith("pulumi:")) {
      steps.push({
        token: metadata.type,
        op: metadata.op,
        diffs: metadata.diffs ?? [],
        id: metadata.new?.id ?? metadata.old?.id ?? "",
        outputs: (metadata.new?.outputs ?? metadata.old?.outputs ?? {}) as Outputs,
      });
    }
    const outputs = event.resOutputsEvent?.metadata;
    if (outputs !== undefined && !outputs.type.startsWith("pulumi:")) {
      steps.push({
        token: outputs.type,
        op: `${outputs.op}-done`,
        diffs: outputs.diffs ?? [],
        id: outputs.new?.id ?? "",
        outputs: (outputs.new?.outputs ?? {}) as Outputs,
      });
    }
    const diagnostic = event.diagnosticEvent;
    if (diagnostic?.severity === "error" || diagnostic?.severity === "warning")
      problems.push(diagnostic.message);
  };
  try {
    await operation(onEvent);
  } catch (error) {
    throw new Error(`${problems.join("\n")}\n${error instanceof Error ? error.message.slice(0, 2000) : ""}`, {
      cause: error,
    });
  }
  return steps;
};

/** What was done to each type; the two halves of a replacement count as one. */
export const opsOf = (steps: readonly Step[]): Record<string, string> =>
  Object.fromEntries(
    steps
      .filter(({ op }) => !op.endsWith("-done"))
      .map(({ token, op }) => [
        short(token),
        op === "delete-replaced" || op === "create-replacement" ? "replace" : op,
      ]),
  );
