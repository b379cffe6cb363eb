import { immediate, manifestStatement, runMarker, unloadStatement } from "./unload";
import { qualifiedName } from "./identifiers";

export interface UnloadBlockSpec {
  /** Begin of the manifest's path: `train` or `score`. */
  readonly flow: string;
  readonly stage: readonly [string, string, string];
  readonly manifestStage: readonly [string, string, string];
  /** Name below the run -> SELECT. An empty name writes right below the run. */
  readonly sets: Readonly<Record<string, string>>;
  readonly dataName: string;
  readonly manifestName: string;
  /** FROM clause whose rows are counted for the manifest: no rows, no manifest, no event. */
  readonly counted: string;
  readonly maxFileBytes?: number;
  /** A set written to another stage, right below the run, only when the run is announced by a manifest. */
  readonly announced?: { readonly stage: readonly [string, string, string]; readonly query: string };
}

/**
 * Body of a task that unloads sets and then says so. Everything happens in one transaction: a stream the sets read
 * keeps its rows until both data and manifest are written, so a failure loses nothing and the next run starts over.
 * A run told `{"manifest": "false"}` writes no manifest: whoever started it waits for it himself.
 */
export function unloadBlock(spec: UnloadBlockSpec): string {
  const unload = (stage: UnloadBlockSpec["stage"], name: string, query: string) =>
    immediate(
      unloadStatement({
        stage,
        path: [runMarker, name, spec.dataName].filter((part) => part !== "").join("/"),
        query,
        ...(spec.maxFileBytes === undefined ? {} : { maxFileBytes: spec.maxFileBytes }),
      }),
    );
  const manifest = immediate(
    manifestStatement({
      stage: spec.manifestStage,
      path: `${spec.flow}/${runMarker}/${spec.manifestName}`,
      object: `OBJECT_CONSTRUCT('run', '${runMarker}', 'rows', COUNT(*)) FROM ${spec.counted} HAVING COUNT(*) > 0`,
    }),
  );
  const announced =
    spec.announced === undefined ? [] : unload(spec.announced.stage, "", spec.announced.query);
  return [
    "DECLARE",
    "  run STRING;",
    "  told STRING;",
    "  statement STRING;",
    "BEGIN",
    "  run := (SELECT SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_GRAPH_RUN_GROUP_ID'));",
    "  told := (SELECT COALESCE(SYSTEM$GET_TASK_GRAPH_CONFIG('manifest'), 'true'));",
    "  BEGIN TRANSACTION;",
    ...Object.entries(spec.sets).flatMap(([name, query]) => indent(unload(spec.stage, name, query), 2)),
    "  IF (told <> 'false') THEN",
    ...indent([...announced, ...manifest], 4),
    "  END IF;",
    "  COMMIT;",
    "  RETURN run;",
    "END",
  ].join("\n");
}

function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => `${" ".repeat(by)}${line}`);
}

/** Condition of a task that runs when a stream has something. */
export function streamHasData(stream: readonly [string, string, string]): string {
  return `SYSTEM$STREAM_HAS_DATA('${qualifiedName(...stream)}')`;
}
