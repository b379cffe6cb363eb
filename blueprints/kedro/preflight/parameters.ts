import { isBag } from "../settings/reader";
import type { Preflight } from "./context";

/** Parameters that nodes ask for and nobody gives, or that are given and nobody asks for. */
export const checkParameters: Preflight = ({ graph, options, nodes, report }) => {
  const { params = {} } = options;
  const asked = new Map<string, string>();
  for (const { name, inputs } of nodes)
    for (const input of inputs) if (input.startsWith("params:") && !asked.has(input)) asked.set(input, name);
  for (const [parameter, node] of asked) {
    const path = parameter.slice("params:".length).split(".");
    if (Object.hasOwn(graph.parameters, parameter) || given(params, path)) continue;
    report({
      severity: "error",
      code: "missing-parameter",
      subject: parameter,
      message: `node "${node}" needs "${parameter}", which no parameters file of environment "${graph.env}" has`,
      fix: `add ${path.join(".")} to conf/base/parameters.yml, or to params`,
    });
  }
  if (nodes.some(({ inputs }) => inputs.includes("parameters"))) return;
  const used = new Set([...asked.keys()].map((name) => name.slice("params:".length).split(".")[0]));
  for (const key of Object.keys(params))
    if (!used.has(key))
      report({
        severity: "warning",
        code: "unused-setting",
        subject: `params.${key}`,
        message: `params sets "${key}", which no node asks for`,
        fix: "check its spelling, or remove it",
      });
};

function given(params: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return isBag(params) && Object.hasOwn(params, key) && given(params[key], rest);
}
