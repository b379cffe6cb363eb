import type { Fault } from "../support/world/line";

const clouds = ["snowflake"] as const;
const once = (name: string, moment: Fault["moment"]): Fault => ({ name, moment, effect: "once", clouds });
const outage = (name: string, moment: Fault["moment"]): Fault => ({ name, moment, effect: "outage", clouds });
const effect = (name: string, moment: Fault["moment"], kind: "cancel" | "kill"): Fault => ({
  name,
  moment,
  effect: kind,
  clouds,
});

/** What can happen to a request of Snowflake's driver; what it tells of most of them is silence, and a repetition. */
export const driverFaults: readonly Fault[] = [
  once("429", "before"),
  once("500", "before"),
  once("500", "after"),
  once("503", "before"),
  once("504", "after"),
  once("403", "before"),
  once("a page", "after"),
  once("timed out", "before"),
  once("timed out", "after"),
  once("reset", "before"),
  once("reset", "after"),
  once("cut short", "after"),
  once("token expired", "before"),
  once("token invalid", "before"),
  once("session gone", "before"),
  once("signed out", "before"),
  outage("503", "before"),
  outage("reset", "after"),
  outage("expired", "before"),
  effect("cancelled", "before", "cancel"),
  effect("cancelled", "after", "cancel"),
  effect("killed", "before", "kill"),
  effect("killed", "after", "kill"),
];
