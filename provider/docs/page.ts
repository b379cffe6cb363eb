import type { Permission, ResourceType } from "../framework";
import { blocks, code, fenced, table } from "./markdown";
import { inputTable, outputTable, sections } from "./properties";

/** `floe:sagemaker:TrainingJob` -> `sagemaker-training-job.md`. */
export function fileOf({ token }: Pick<ResourceType, "token">): string {
  const [, area = "", name = ""] = token.split(":");
  return `${area}-${name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()}.md`;
}

/** One resource type: what it is, an example, every input and output, costs, permissions, import. */
export function resourcePage(type: ResourceType): string {
  const canUpdate = type.update !== undefined;
  const [top, ...inner] = sections(type.inputs, "", "update");
  return blocks(
    `# ${type.token}`,
    type.description,
    type.example === undefined ? undefined : ["## Example", fenced("ts", type.example)],
    "## Inputs",
    top === undefined || Object.keys(top.table).length === 0 ? "None." : inputTable(top, canUpdate),
    inner.flatMap((section) => [
      `### ${code(section.path)}`,
      section.description,
      section.like === undefined
        ? inputTable(section, canUpdate)
        : `Members as of ${code(section.like)}, with its objects.`,
    ]),
    "## Outputs",
    "Every input is an output, too.",
    Object.keys(type.outputs).length === 0 ? undefined : outputTable(type.outputs),
    "## Costs",
    type.costs,
    "## Permissions",
    permissions("AWS action", type.permissions?.aws),
    permissions("Snowflake privilege", type.permissions?.snowflake),
    permissions("Kafka operation", type.permissions?.kafka),
    type.importId === undefined
      ? undefined
      : ["## Import", `By ${type.importId}:`, fenced("sh", `pulumi import ${type.token} <name> <id>`)],
  );
}

function permissions(kind: string, needed: readonly Permission[] | undefined): string | undefined {
  if (needed === undefined || needed.length === 0) return undefined;
  return table(
    [kind, "Needed for"],
    needed.map(({ action, when }) => [code(action), when]),
  );
}
