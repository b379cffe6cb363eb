import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../local/paths";
import type { Project } from "../project";

/** Files of the Pulumi program that deploys a project, by their names in its folder. */
export function programFiles(project: Project, env: string, folder: string): ReadonlyMap<string, string> {
  const name = project.package.toLowerCase().replaceAll("_", "-");
  const up = folder.split("/").map(() => "..");
  return new Map([
    ["Pulumi.yaml", manifest(name, project)],
    ["Pulumi.dev.yaml", stack],
    ["index.ts", index(project, env, up.join("/"))],
    ["package.json", `${JSON.stringify(packageJson(name), null, 2)}\n`],
    ["tsconfig.json", `${JSON.stringify(tsconfig, null, 2)}\n`],
  ]);
}

const manifest = (name: string, project: Project) => `name: ${name}
description: ${JSON.stringify(`The Kedro project ${project.name} as a Snowflake task graph`)}
runtime: nodejs
`;

/** The official provider calls stages a preview. */
const stack = `config:
  snowflake:previewFeaturesEnabled:
    - snowflake_stage_resource
`;

const index = (project: Project, env: string, folder: string) => `import { join } from "node:path";
import { KedroPipeline } from "floe";

// Options come from conf/base/floe.yml and conf/<env>/floe.yml; what stands here goes over them.
const pipeline = new KedroPipeline("${project.package}", {
  project: join(__dirname, "${folder}"),
${env === "base" ? "" : `  options: { env: "${env}" },\n`}});

export const rootTask = pipeline.rootTask;
`;

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

function packageJson(name: string): unknown {
  const own = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as Manifest;
  return {
    name: `${name}-deployment`,
    private: true,
    scripts: { build: "tsc" },
    dependencies: {
      "@floe/provider": own.version,
      // npm adds what floe asks for beside itself, the official Snowflake provider among it.
      "@pulumi/pulumi": own.peerDependencies["@pulumi/pulumi"],
      floe: own.version,
    },
    devDependencies: { "@types/node": "^20", typescript: "^5.9" },
  };
}

const tsconfig = {
  compilerOptions: { module: "node16", moduleResolution: "node16", target: "es2022", strict: true },
  files: ["index.ts"],
};
