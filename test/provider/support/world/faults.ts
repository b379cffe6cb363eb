import type { Fault } from "./line";

const all = ["aws", "snowflake", "kafka", "connect"] as const;
/** Clouds whose clients leave retries to the provider, or tell of each attempt. */
const calls = ["aws", "connect"] as const;
/** Clouds whose reads may show a time before a write. */
const late = ["aws", "kafka", "connect"] as const;

/**
 * Everything that can go wrong at a call. The drivers of Snowflake and Kafka retry by themselves and end with an error, whatever
 * broke: there each kind strikes once, in the moment that is harder to mend. To die before a call is to die after the one
 * before it.
 */
export const faults: readonly Fault[] = [
  { name: "throttled", moment: "before", effect: "once", clouds: all },
  { name: "throttled", moment: "before", effect: "outage", clouds: calls },
  { name: "500", moment: "before", effect: "once", clouds: all },
  { name: "503", moment: "after", effect: "once", clouds: calls },
  { name: "500", moment: "before", effect: "outage", clouds: calls },
  { name: "timed out", moment: "before", effect: "once", clouds: calls },
  { name: "timed out", moment: "after", effect: "once", clouds: all },
  { name: "timed out", moment: "after", effect: "outage", clouds: calls },
  { name: "reset", moment: "before", effect: "once", clouds: calls },
  { name: "reset", moment: "after", effect: "once", clouds: calls },
  { name: "reset", moment: "before", effect: "outage", clouds: calls },
  { name: "reset", moment: "after", effect: "outage", clouds: all },
  { name: "expired", moment: "before", effect: "outage", clouds: all },
  { name: "lag", moment: "after", effect: "lag", clouds: late },
  { name: "cancelled", moment: "before", effect: "cancel", clouds: calls },
  { name: "cancelled", moment: "after", effect: "cancel", clouds: all },
  { name: "killed", moment: "before", effect: "kill", clouds: all },
  { name: "killed", moment: "after", effect: "kill", clouds: all },
];

export function nameOf(fault: Fault): string {
  const words = {
    once: fault.moment === "after" ? " (done, answer lost)" : "",
    outage: fault.moment === "after" ? " for good (done, answer lost)" : " for good",
    cancel: ` ${fault.moment} it was done`,
    kill: ` ${fault.moment} it was done`,
    lag: "",
    hang: "",
  };
  return fault.name + words[fault.effect];
}
