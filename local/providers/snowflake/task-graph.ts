import type { SnowflakeCall } from "./define";
import { placeOf, type Place } from "./place";
import { cell } from "./rows";
import { orAbsent, showRow } from "./show";
import { quoted } from "./sql";
import type { Row } from "./connection";

/** The predecessors column: a JSON list of full names. */
export const predecessorsOf = (row: Row): string[] => {
  const text = cell(row, "predecessors") ?? "[]";
  if (!text.startsWith("[")) return text === "" ? [] : [quoted(text)];
  const names: unknown = JSON.parse(text.replaceAll("\n", " "));
  return Array.isArray(names) ? names.map((name) => quoted(String(name))) : [];
};

export const taskRow = (place: Place, call: SnowflakeCall): Promise<Row | undefined> =>
  showRow(call, "TASKS", place.name, [place.database, place.schema]);

/** A graph may be changed only while its root is suspended. Suspends the roots above a task; gives those that ran. */
export const suspendRoots = async (task: string, except: string, call: SnowflakeCall): Promise<string[]> => {
  const waiting = [task];
  const visited = new Set<string>();
  const suspended: string[] = [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (visited.has(name)) continue;
    visited.add(name);
    const row = await taskRow(placeOf(name), call);
    if (row === undefined) continue;
    const above = predecessorsOf(row);
    waiting.push(...above);
    if (above.length > 0 || cell(row, "state")?.toLowerCase() !== "started") continue;
    await call.sql(`ALTER TASK ${name} SUSPEND`);
    if (name !== except) suspended.push(name);
  }
  return suspended;
};

/** Does a change while the roots above are suspended, and resumes them after it, also when it failed. */
export const whileSuspended = async <T>(
  tasks: readonly string[],
  except: string,
  call: SnowflakeCall,
  work: () => Promise<T>,
): Promise<T> => {
  const suspended = new Set<string>();
  try {
    for (const task of tasks) for (const root of await suspendRoots(task, except, call)) suspended.add(root);
    return await work();
  } finally {
    for (const root of suspended) await orAbsent(call.sql(`ALTER TASK ${root} RESUME`));
  }
};
