import { vi } from "vitest";
import type * as Clients from "../../../provider/aws/clients";
import { scenarios } from "../scenarios";
import { needsSnowflake } from "../support/scenario";
import type * as Clock from "../support/world/clock";
import type * as Wired from "../support/world/wired";
import { worldOf } from "../support/world/world";
import { strikesEveryCall } from "./every-call";

vi.mock("../../../provider/aws/clients", async (original) => {
  const { wired } = await vi.importActual<typeof Wired>("../support/world/wired");
  return wired(await original<typeof Clients>());
});
vi.mock("../../../provider/framework/lifecycle", async (original) => {
  const { sleep } = await vi.importActual<typeof Clock>("../support/world/clock");
  return { ...(await original<object>()), sleep };
});

strikesEveryCall(
  scenarios.filter((scenario) => !needsSnowflake(scenario)),
  (scenario) => worldOf(scenario),
);
