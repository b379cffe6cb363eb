import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineEvent, LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { engineFolder } from "../../provider/support/engine";

const root = process.cwd();

/** An AWS in memory. */
interface Fake {
  readonly endpoint: string;
  readonly calls: unknown[];
  stop(): Promise<void>;
}

/** A fake AWS and a stack on it for all tests of a file; calls are counted anew for each. */
export function useStack<Cloud extends Fake>(
  kind: { start(): Promise<Cloud> },
  project: string,
  program: PulumiFn,
) {
  let running: { readonly cloud: Cloud; readonly stack: Stack } | undefined;
  const home = mkdtempSync(join(tmpdir(), "floe-engine-"));
  const started = () => {
    if (running === undefined) throw new Error("the stack is there once the tests have begun");
    return running;
  };
  beforeAll(async () => {
    const cloud = await kind.start();
    running = { cloud, stack: await stackIn(home, project, program, awsAt(cloud.endpoint)) };
  }, 120_000);
  afterAll(async () => {
    await running?.cloud.stop();
    rmSync(home, { recursive: true, force: true });
  });
  beforeEach(() => {
    started().cloud.calls.length = 0;
  });
  return {
    home,
    get cloud() {
      return started().cloud;
    },
    get stack() {
      return started().stack;
    },
    /** The state file, as it lies on the disk. */
    state: () => readFileSync(join(home, ".pulumi/stacks", project, "dev.json"), "utf8"),
  };
}

/** The environment of a program whose AWS is a fake. */
function awsAt(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "secret-test",
  };
}

/** A stack in a folder of its own, on the real engine with the provider of this tree. */
export function stackIn(
  home: string,
  project: string,
  program: PulumiFn,
  env: Record<string, string>,
  stackName = "dev",
): Promise<Stack> {
  const plugin = join(root, "node_modules/.cache/floe-test", project);
  const script = JSON.stringify(join(root, "scripts/plugin.mjs"));
  const wanted = JSON.stringify({ name: "floe", entry: join(root, "provider/main.ts"), folder: plugin });
  execFileSync(process.execPath, ["-e", `import(${script}).then((m) => m.writePlugin(${wanted}))`]);
  process.env.PATH = `${engineFolder()}:${process.env.PATH ?? ""}`;
  const projectSettings = {
    name: project,
    runtime: "nodejs" as const,
    backend: { url: `file://${home}` },
    plugins: { providers: [{ name: "floe", path: plugin }] },
  };
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName: project, program },
    {
      workDir: home,
      pulumiHome: join(home, "home"),
      projectSettings,
      envVars: { PULUMI_CONFIG_PASSPHRASE: "x", PULUMI_SKIP_UPDATE_CHECK: "true", ...env },
    },
  );
}

/** What a preview would do: changed inputs by `update TrainingJob`, and the count of each step. */
export async function previewOf(stack: Stack, program: PulumiFn) {
  const details: Record<string, string[]> = {};
  const result = await stack.preview({
    program,
    onEvent: (event: EngineEvent) => {
      const metadata = event.resourcePreEvent?.metadata;
      if (metadata?.type.startsWith("floe:") === true && metadata.op !== "same")
        details[`${metadata.op} ${metadata.type.split(":")[2] ?? ""}`] = Object.keys(
          metadata.detailedDiff ?? {},
        );
    },
  });
  return { details, summary: result.changeSummary };
}
