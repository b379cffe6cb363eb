import type { Preflight } from "./context";

/** What the check itself tells, knowing the options. */
const toldHere: ReadonlySet<string> = new Set(["node-unnamed", "parameter-missing"]);

/** What the extractor found already, and what it had to do without. */
export const checkFindings: Preflight = ({ graph, report }) => {
  for (const { code, subject, message, severity = "error" } of graph.problems)
    if (!toldHere.has(code))
      report({
        severity,
        code,
        subject,
        message: message.includes(subject) ? message : `${subject} ${message}`,
      });
  if (graph.mocked.length > 0)
    report({
      severity: "info",
      code: "stand-ins",
      subject: graph.mocked.join(", "),
      message: `the project was read without ${graph.mocked.join(", ")}; only code that computes the graph from them would notice`,
    });
};
