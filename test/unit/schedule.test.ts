import { expect, test } from "vitest";
import { scheduleProblem } from "../../blueprints";

test.each([
  "10 SECONDS",
  "5 MINUTES",
  "1 minute",
  "11520 MINUTES",
  "2 HOURS",
  "USING CRON 0 3 * * 0 UTC",
  "USING CRON */15 0-6,20-23 * JAN-MAR MON-FRI America/New_York",
  "using cron 0 0 L * 5L Europe/Berlin",
])("%s is a schedule", (text) => expect(scheduleProblem(text)).toBeUndefined());

test.each([
  ["5", /neither an interval nor USING CRON/],
  ["9 SECONDS", /shortest interval is 10 seconds/],
  ["11521 MINUTES", /longest interval/],
  ["0 3 * * 0 UTC", /neither an interval nor USING CRON/],
  ["USING CRON 0 3 * * UTC", /5 fields/],
  ["USING CRON 60 3 * * * UTC", /"60" is not a minute/],
  ["USING CRON 0 24 * * * UTC", /"24" is not a hour/],
  ["USING CRON 0 3 32 * * UTC", /"32" is not a day of month/],
  ["USING CRON 0 3 * FEBRUARY * UTC", /"FEBRUARY" is not a month/],
  ["USING CRON 0 3 * * 7 UTC", /"7" is not a day of week/],
  ["USING CRON 0 5-3 * * * UTC", /"5-3" is not a hour/],
  ["USING CRON */0 3 * * * UTC", /"\*\/0" is not a minute/],
  ["USING CRON 0 3 * * * Mars/Olympus", /time zone/],
])("%s is none", (text, reason) => expect(scheduleProblem(text)).toMatch(reason));
