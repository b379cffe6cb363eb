import { nearest } from "../nearest";
import { parseRequirement } from "../requirements/requirement";
import type { Preflight, PreflightContext } from "./context";

/** Settings that speak of what is not there, or that cannot take effect. */
export const checkSettings: Preflight = (context) => {
  checkKeys(context);
  checkGrouping(context);
  checkTimes(context);
  checkCredentials(context);
  checkMlflow(context);
};

function checkKeys({ options, nodes, groups, report }: PreflightContext): void {
  const tags = nodes.flatMap((node) => node.tags);
  const known = new Set(["__default__", ...nodes.map(({ name }) => name), ...tags]);
  const labels = groups.map(({ label }) => label);
  const maps = {
    compute: options.compute,
    node_retries: options.nodeRetries,
    node_timeout_seconds: options.nodeTimeoutSeconds,
  };
  for (const [option, map] of Object.entries(maps)) {
    if (typeof map !== "object") continue;
    const names = option === "compute" ? new Set([...known, ...labels]) : known;
    for (const key of Object.keys(map)) {
      if (names.has(key)) continue;
      const near = nearest(key, [...names]);
      report({
        severity: "warning",
        code: "unused-setting",
        subject: `${option}.${key}`,
        message: `${option} has an entry "${key}", which is no node and no tag of this pipeline`,
        fix: near === undefined ? "check its spelling, or remove it" : `did you mean "${near}"?`,
      });
    }
  }
}

function checkGrouping({ plan, nodes, groups, options, report }: PreflightContext): void {
  const { groupBy } = plan.options;
  if (groupBy === "node" || nodes.length < 2 || groups.length < nodes.length) return;
  const prefix = options.groupPrefix ?? "group.";
  report({
    severity: "warning",
    code: "unused-setting",
    subject: "group_by",
    message: `group_by is "${groupBy}", but every node is a task of its own${groupBy === "tag" ? `: no two share a tag that begins with "${prefix}"` : ""}`,
    fix: groupBy === "tag" ? `tag nodes like "${prefix}training"` : 'choose another grouping, or "node"',
  });
}

const usualSeconds = 3600;

function checkTimes({ options, plan, report }: PreflightContext): void {
  const whole = options.timeoutSeconds ?? usualSeconds;
  for (const { label, timeoutSeconds = 0 } of plan.tasks)
    if (timeoutSeconds > whole)
      report({
        severity: "warning",
        code: "timeout-hidden",
        subject: label,
        message: `task "${label}" may take ${timeoutSeconds} seconds, but the whole run only ${whole}`,
        fix: "raise timeout_seconds",
      });
}

function checkCredentials({ graph, options, report }: PreflightContext): void {
  for (const key of Object.keys(options.credentials ?? {}))
    if (!graph.credentials.includes(key))
      report({
        severity: "warning",
        code: "unused-setting",
        subject: `credentials.${key}`,
        message: `credentials has "${key}", which no dataset of the catalog names`,
        fix: "check its spelling, or remove it",
      });
}

function checkMlflow({ options, plan, report }: PreflightContext): void {
  if (options.mlflow === undefined) return;
  const names = plan.packages.map((line) => parseRequirement(line)?.name);
  if (!names.includes("kedro-mlflow") && !names.includes("mlflow"))
    report({
      severity: "warning",
      code: "missing-package",
      subject: "mlflow",
      message: "mlflow is set, but neither kedro-mlflow nor mlflow is among the packages",
      fix: "add kedro-mlflow to the project's requirements",
    });
}
