import { quoteIdentifier } from "../../../../blueprints/snowflake";
import { cell } from "../../../snowflake/session";
import { liveTasks, members } from "../../../snowflake/task-graph/live";
import { type Finding, type LegName, redeploy } from "../leg";
import { like, objectName, type Place } from "../place";
import type { GraphLeg } from "../spec";

/** A leg that a stream feeds and a task graph walks: the stream is fresh, every task is started, a warehouse answers. */
export async function lookAtGraph(place: Place, leg: LegName, graph: GraphLeg): Promise<Finding[]> {
  const streams = graph.stream === undefined ? [] : await lookAtStream(place, leg, graph.stream);
  return [...streams, ...(await lookAtTasks(place, leg, graph))];
}

async function lookAtStream(place: Place, leg: LegName, stream: string): Promise<Finding[]> {
  const name = objectName(stream);
  place.call.status(`${leg}: stream ${name.text}`);
  const row = await place.shown("STREAMS", name);
  if (row === undefined) {
    return [{ leg, fact: `stream ${name.text} is gone, or the role may not see it`, fix: redeploy }];
  }
  if (cell(row, "stale").toLowerCase() === "true") {
    const reason = cell(row, "invalid_reason");
    return [
      {
        leg,
        fact: `stream ${name.text} is stale${["", "N/A"].includes(reason) ? "" : ` (${reason})`}: rows since its last consumption are lost to it`,
        fix: `replace it (\`pulumi up --replace\` its URN), then send the rows of the gap again`,
      },
    ];
  }
  const until = Date.parse(cell(row, "stale_after"));
  if (until - Date.now() < 86_400_000) {
    place.call.log("warning", `stream ${name.text} becomes stale at ${new Date(until).toISOString()}`);
  }
  return [];
}

async function lookAtTasks(place: Place, leg: LegName, graph: GraphLeg): Promise<Finding[]> {
  const name = objectName(graph.rootTask);
  place.call.status(`${leg}: task graph ${name.text}`);
  const live = await liveTasks(await place.session(graph.role), name);
  if (!live.has(name.name)) {
    return [{ leg, fact: `task ${name.text} is gone, or the role may not see it`, fix: redeploy }];
  }
  const tasks = members(live, name.name).flatMap((task) => live.get(task)?.spec ?? []);
  const resume = `SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('${name.text}'); or ${redeploy}`;
  const suspended = tasks
    .filter((task) => !task.started)
    .map((task): Finding => {
      const what = task.root ? "so nothing starts the graph" : "so its part of the work is left out";
      return { leg, fact: `task ${task.name} is suspended, ${what}`, fix: resume };
    });
  const warehouses = [...new Set(tasks.flatMap((task) => task.warehouse ?? []))];
  const asleep: Finding[] = [];
  for (const warehouse of warehouses) asleep.push(...(await lookAtWarehouse(place, leg, warehouse)));
  return [...suspended, ...asleep];
}

async function lookAtWarehouse(place: Place, leg: LegName, warehouse: string): Promise<Finding[]> {
  const rows = await place.run(`SHOW WAREHOUSES LIKE ${like(warehouse)}`);
  const row = rows.find((one) => cell(one, "name") === warehouse);
  if (row === undefined)
    return [{ leg, fact: `warehouse ${warehouse} is gone, or the role may not see it`, fix: redeploy }];
  const resumes = cell(row, "auto_resume").toLowerCase() !== "false";
  if (resumes || !/suspend/i.test(cell(row, "state"))) return [];
  return [
    {
      leg,
      fact: `warehouse ${warehouse} is suspended and does not resume by itself`,
      fix: `ALTER WAREHOUSE ${quoteIdentifier(warehouse)} SET AUTO_RESUME = TRUE; or ${redeploy}`,
    },
  ];
}
