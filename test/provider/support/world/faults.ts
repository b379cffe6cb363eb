import type { Fault } from "./line";

const both = ["aws", "snowflake"] as const;
const aws = ["aws"] as const;

/**
 * Everything that can go wrong at a call. Snowflake's driver retries by itself and ends with an error, whatever broke:
 * there each kind strikes once, in the moment that is harder to mend. To die before a call is to die after the one
 * before it.
 */
export const faults: readonly Fault[] = [
  { name: "throttled", moment: "before", effect: "once", clouds: both },
  { name: "throttled", moment: "before", effect: "outage", clouds: aws },
  { name: "500", moment: "before", effect: "once", clouds: both },
  { name: "503", moment: "after", effect: "once", clouds: aws },
  { name: "500", moment: "before", effect: "outage", clouds: aws },
  { name: "timed out", moment: "before", effect: "once", clouds: aws },
  { name: "timed out", moment: "after", effect: "once", clouds: both },
  { name: "timed out", moment: "after", effect: "outage", clouds: aws },
  { name: "reset", moment: "before", effect: "once", clouds: aws },
  { name: "reset", moment: "after", effect: "once", clouds: aws },
  { name: "reset", moment: "before", effect: "outage", clouds: aws },
  { name: "reset", moment: "after", effect: "outage", clouds: both },
  { name: "expired", moment: "before", effect: "outage", clouds: both },
  { name: "lag", moment: "after", effect: "lag", clouds: aws },
  { name: "cancelled", moment: "before", effect: "cancel", clouds: aws },
  { name: "cancelled", moment: "after", effect: "cancel", clouds: both },
  { name: "killed", moment: "before", effect: "kill", clouds: both },
  { name: "killed", moment: "after", effect: "kill", clouds: both },
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
