import type { Preflight } from "./context";

/** What the extractor found already, and what it had to do without. */
export const checkFindings: Preflight = ({ graph, report }) => {
  for (const { code, subject, message, severity = "error" } of graph.problems)
    report({ severity, code, subject, message });
  if (graph.mocked.length > 0)
    report({
      severity: "info",
      code: "stand-ins",
      subject: graph.mocked.join(", "),
      message: `the project was read without ${graph.mocked.join(", ")}; only code that computes the graph from them would notice`,
    });
};
