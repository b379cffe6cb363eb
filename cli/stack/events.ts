import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Severity, StackEvent } from "./messages";

/** Operations that change nothing and are not worth a line. */
const QUIET = new Set(["same", "read-discard", "discard-replaced", "remove-pending-replace"]);

/** Severities of the engine's own inner talk. */
const DEBUG: ReadonlySet<string> = new Set(["debug"]);

/** The parts of an engine event that people are shown. Property values stay behind: they may hold secrets. */
export function translate(event: EngineEvent): StackEvent[] {
  if (event.resourcePreEvent) {
    const { metadata } = event.resourcePreEvent;
    if (QUIET.has(metadata.op)) return [];
    const diffs = metadata.detailedDiff ? Object.keys(metadata.detailedDiff) : (metadata.diffs ?? undefined);
    return [{ kind: "start", urn: metadata.urn, op: metadata.op, diffs }];
  }
  if (event.resOutputsEvent) {
    const { metadata } = event.resOutputsEvent;
    return QUIET.has(metadata.op) ? [] : [{ kind: "end", urn: metadata.urn, op: metadata.op, failed: false }];
  }
  if (event.resOpFailedEvent) {
    const { metadata } = event.resOpFailedEvent;
    return [{ kind: "end", urn: metadata.urn, op: metadata.op, failed: true }];
  }
  if (event.diagnosticEvent) {
    const { urn, message, severity } = event.diagnosticEvent;
    const text = uncoloured(message).trim();
    return text === "" || DEBUG.has(severity)
      ? []
      : [{ kind: "diagnostic", urn, severity: level(severity), message: text }];
  }
  if (event.policyEvent) {
    const { resourceUrn, message, enforcementLevel, policyName } = event.policyEvent;
    const severity = enforcementLevel === "mandatory" ? "error" : "warning";
    return [
      {
        kind: "diagnostic",
        urn: resourceUrn,
        severity,
        message: `${policyName}: ${uncoloured(message).trim()}`,
      },
    ];
  }
  if (event.summaryEvent) {
    const { resourceChanges, durationSeconds } = event.summaryEvent;
    return [{ kind: "summary", changes: { ...resourceChanges }, seconds: durationSeconds }];
  }
  return [];
}

function level(severity: string): Severity {
  return severity === "error" || severity === "warning" ? severity : "info";
}

/** The engine marks colours as <{%name%}>. */
const uncoloured = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, "");

/** Type and name of a URN, the parts a person reads. */
export function parts(urn: string): { type: string; name: string } {
  const segments = urn.split("::");
  const type = (segments[2] ?? "").split("$").at(-1) ?? "";
  return { type, name: segments.slice(3).join("::") };
}
