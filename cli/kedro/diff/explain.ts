import type { KedroNode, KedroParts } from "../../../blueprints/kedro";
import type { DeployedNode } from "../deployed-index";
import type { Knowledge } from "./compare";

/** What the deployed code's index and the project say of the nodes. */
export function knowledgeOf(
  deployed: readonly DeployedNode[] | undefined,
  planned: readonly KedroNode[],
): Knowledge {
  const before = new Map((deployed ?? []).map((node) => [node.name, node]));
  const after = new Map(planned.map((node) => [node.name, node]));
  return {
    why: (name, was) => {
      const [old, node] = [before.get(was ?? name), after.get(name)];
      if (old === undefined || node === undefined || old.hash === node.hash) return [];
      const why = parts(old.parts, node);
      return why.length > 0 ? why : [`code of ${functionOf(node)}, or what it reads`];
    },
    hashes: (side, node) => (side === "deployed" ? before : after).get(node)?.hash,
  };
}

const functionOf = ({ function: { name, file, line } }: KedroNode): string =>
  file === null ? name : `${name} (${file}${line === null ? "" : `:${line}`})`;

function parts(old: KedroParts | undefined, node: KedroNode): string[] {
  const now = node.parts;
  if (old === undefined || now === undefined) return [];
  return [
    ...(old.code === now.code ? [] : [`code of ${functionOf(node)}`]),
    ...changed("catalog entry", old.datasets, now.datasets),
    ...changed("parameter", old.parameters, now.parameters),
    ...(old.shape === now.shape ? [] : ["its inputs or outputs"]),
    ...(old.settings === now.settings ? [] : ["settings.py"]),
  ];
}

function changed(
  kind: string,
  old: Readonly<Record<string, string>> = {},
  now: Readonly<Record<string, string>> = {},
): string[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    if (old[name] === now[name]) return [];
    const shown = name.replace(/^params:/, "");
    const how = old[name] === undefined ? "new " : now[name] === undefined ? "no longer " : "";
    return `${how}${kind} ${shown}`;
  });
}
