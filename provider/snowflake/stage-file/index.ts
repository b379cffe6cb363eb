import {
  type Bag,
  bag,
  type Call,
  list,
  number,
  PartialFailure,
  type ResourceType,
  type State,
  text,
  textOf,
} from "../../framework";
import type { OpenSession } from "../session";
import { check } from "./check";
import { collect, versionOutput } from "./collect";
import { example } from "./example";
import { hashOf, idOf, inputsOf, outputPaths, ownName, placeOf, relativePath, sourceOf } from "./place";
import { type Local, withFiles } from "./prepare";
import { inputs, outputs } from "./table";
import { upload } from "./upload";
import { versions } from "./versions";

/** `floe:snowflake:StageFile`. Its id is `@"DB"."SCHEMA"."STAGE"/prefix/name`. */
export function stageFile(open: OpenSession): ResourceType {
  return {
    token: "floe:snowflake:StageFile",
    description:
      "A file or folder on an internal stage, at an address made from its content: a new content is uploaded beside the old one, never over it, and old ones are removed once nothing imports them.",
    costs:
      "Storage on the stage, billed by Snowflake at its storage price per TB and month; uploads are free.",
    permissions: {
      snowflake: [
        { action: "USAGE ON DATABASE and USAGE ON SCHEMA", when: "always" },
        { action: "READ ON STAGE", when: "always, to list" },
        { action: "WRITE ON STAGE", when: "create, update, delete" },
        {
          action: "USAGE ON PROCEDURE and USAGE ON FUNCTION",
          when: "removing old versions: routines the role cannot see cannot keep theirs",
        },
      ],
    },
    example,
    inputs,
    outputs,
    check,
    complete: (news, { name }) => ({
      prefix: news.prefix ?? name.replace(/[^\w.+=/-]/g, "-"),
      name: news.name ?? standardName(news),
    }),
    derive: (news, { unknown }) => {
      const hash = hashOf(news);
      const open = ["database", "schema", "stage", "prefix", "name"].some((key) => news[key] === undefined);
      return hash === undefined || open || unknown.has("pack") ? {} : outputPaths(placeOf(news), hash);
    },
    create: async (news, call) => {
      const place = placeOf(news);
      let sent = 0;
      try {
        return await put(open, news, {}, call, () => (sent += 1));
      } catch (error) {
        if (sent === 0 || error instanceof PartialFailure) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        const state = { id: idOf(place), inputs: without(news, "source"), outputs: { versions: [] } };
        throw new PartialFailure(state, [`only ${sent} files were uploaded: ${reason}`]);
      }
    },
    update: (_id, olds, news, call) => put(open, news, olds.outputs, call, () => undefined),
    read: (id, state, call) => read(open, id, state, call),
    delete: async (state, call) => {
      if (state.inputs.onDelete === "retain") return;
      const place = placeOf({ ...inputsOf(state.id), ...state.inputs });
      const session = await open(call, text(state.inputs.role) ?? text(state.outputs.role));
      await collect(session, place, { current: undefined, retain: 0, earlier: [] }, call);
    },
  };
}

function standardName(news: Bag): string | undefined {
  const own = ownName(sourceOf(news.source));
  return own === undefined || news.pack !== true ? own : `${own}.zip`;
}

function without(bag: Bag, key: string): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([name]) => name !== key));
}

async function put(open: OpenSession, news: Bag, olds: Bag, call: Call, sent: () => void): Promise<State> {
  const place = placeOf(news);
  const source = sourceOf(news.source);
  const hash = hashOf(news);
  if (source === undefined || hash === undefined)
    throw new Error("the engine sent no hash of the source: upgrade the Pulumi engine");
  const session = await open(call, text(news.role));
  const files = await withFiles(source, place, news.pack === true, call.signal, async (local) => {
    await upload(session, place, hash, local, call, sent);
    return local;
  });
  const outputs = { ...outputPaths(place, hash), ...sizes(files, relativePath(place, hash)) };
  const state = { id: idOf(place), inputs: news };
  try {
    const kept = { current: hash, retain: number(news.retain) ?? 1, earlier: usedBefore(olds) };
    const left = await collect(session, place, kept, call);
    return { ...state, outputs: { ...outputs, versions: left } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PartialFailure({ ...state, outputs: { ...outputs, versions: [] } }, [
      `the new version is in place, but old ones were not removed (deploy again to try once more): ${reason}`,
    ]);
  }
}

/** Hashes of the versions a state knows, the one it used last first. */
function usedBefore({ hash, versions: known }: Bag): string[] {
  return [hash, ...list(known).map((version) => bag(version).hash)].flatMap((each) => text(each) ?? []);
}

function sizes(files: readonly Local[], path: string): Bag {
  const folder = path.slice(0, path.lastIndexOf("/"));
  return {
    files: files.map(({ name, size }) => ({ name: `${folder}/${name}`, size })),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}

async function read(
  open: OpenSession,
  id: string,
  state: State | undefined,
  call: Call,
): Promise<State | undefined> {
  const held = { ...inputsOf(id), ...state?.inputs };
  const place = placeOf(held);
  const session = await open(call, text(held.role));
  const all = (await versions(session, place)) ?? [];
  const wanted = text(state?.outputs.hash);
  const current = wanted === undefined ? all[0] : all.find((version) => version.hash === wanted);
  if (current === undefined) return undefined;
  const names = new Set(current.files.map((file) => file.name));
  const declared = list(state?.outputs.files).map((file) => textOf(bag(file).name));
  const isWhole = declared.every((name) => names.has(name));
  const files = current.files.map(({ name, size }) => ({ name, size }));
  return {
    id: idOf(place),
    // Without its source the next deployment uploads it again.
    inputs: isWhole ? held : without(held, "source"),
    outputs: {
      ...outputPaths(place, current.hash),
      ...(declared.length === 0 || !isWhole
        ? { files, bytes: files.reduce((sum, file) => sum + file.size, 0) }
        : { files: state?.outputs.files, bytes: state?.outputs.bytes }),
      versions: all.map((version) => versionOutput(version, undefined)),
    },
  };
}
