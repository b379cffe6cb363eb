import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type EngineEvent, LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { engineFolder } from "../../provider/support/engine";

const root = process.cwd();

/** The environment of a program whose AWS is a fake. */
export function awsAt(endpoint: string): Record<string, string> {
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
