import { type Bag, type Call, type ResourceType, type State, text, textOf, texts } from "../../framework";
import type { KafkaClients } from "../clients";
import { type Artifact, artifactsOf, identityOf } from "./artifact";
import { check } from "./check";
import { head, idOf, outputsOf, type Place, placeOf, put, remove } from "./object";
import { central, inputs, outputs } from "./table";
import { zipOf } from "./zip";

type Clients = Pick<KafkaClients, "fetch" | "cache">;

/** `floe:kafka:Plugin`. Its id is `s3://bucket/key`. */
export function plugin(clients: Clients): ResourceType {
  return {
    token: "floe:kafka:Plugin",
    description:
      "A Connect plugin as one zip in a bucket, under a key made from the checksums of its parts: known at preview, never overwritten with something else, and the same parts are never uploaded twice.",
    costs: "The zip's storage in S3: a plugin of 170 MB costs less than half a cent a month.",
    permissions: {
      aws: [
        { action: "s3:GetObject", when: "always, to look at the zip" },
        { action: "s3:ListBucket", when: "always, to tell a missing zip from a forbidden one" },
        { action: "s3:PutObject", when: "create" },
        { action: "s3:DeleteObject", when: "delete when `onDelete` is `delete`" },
      ],
    },
    example: `import { kafka } from "floe/sdk";

const sink = new kafka.Plugin("sink", {
  bucket: "my-plugins",
  artifacts: [
    {
      coordinates: "com.snowflake:snowflake-kafka-connector:2.5.0",
      sha256: "97d38b009b695749f1bab6256d881d8e6e30aa995fa6c572ff5c072783bfc5f5",
    },
  ],
});

export const key = sink.key;
`,
    importId: "`s3://bucket/key` of a zip that such a resource made",
    inputs,
    outputs,
    check,
    complete: (news, { name, urn, olds }) => ({
      prefix: news.prefix ?? olds?.prefix ?? `plugins/${ownerOf(urn)}/${name.replace(/[^\w!.*'()-]/g, "-")}`,
    }),
    // The same parts in another order, or from another place, are the same plugin.
    same: (property, old, value) =>
      property === "artifacts" &&
      sameParts(artifactsOf({ artifacts: old }), artifactsOf({ artifacts: value })),
    change: (property, _olds, news, state) =>
      property === "artifacts" && keyOf(news) === state.key ? "update" : undefined,
    derive: (news) => {
      const isKnown = ["bucket", "prefix", "artifacts"].every((key) => news[key] !== undefined);
      if (!isKnown) return {};
      const place = placeIn(news);
      return { key: place.key, location: idOf(place) };
    },
    create: async (news, call) => {
      const place = placeIn(news);
      const there = await head(place, call);
      if (there?.sha256 === "")
        throw new Error(
          `prefix: ${idOf(place)} exists and was not made by Floe. Fix: choose a prefix of this resource's own`,
        );
      if (there !== undefined) call.log("info", `${idOf(place)} is there already`);
      return {
        id: idOf(place),
        inputs: news,
        outputs: await stored(clients, place, news, there?.sha256, call),
      };
    },
    // A zip that was tampered with, or was imported, is made anew and compared.
    update: async (id, olds, news, call) => {
      const place = placeOf(id);
      const trusted = olds.inputs.artifacts === undefined ? undefined : (await head(place, call))?.sha256;
      return { id, inputs: news, outputs: await stored(clients, place, news, trusted, call) };
    },
    read,
    delete: async (state, call) => {
      if (state.inputs.onDelete !== "retain") await remove(placeOf(state.id), call);
    },
  };
}

/** Project and stack, so that no two stacks share a zip that one of them deletes. */
function ownerOf(urn: string): string {
  const [stack = "", project = ""] = urn.split("::");
  return `${project}/${stack.split(":").at(-1) ?? ""}`;
}

function sameParts(olds: readonly Artifact[], news: readonly Artifact[]): boolean {
  const isKnown = [...olds, ...news].every(({ hash }) => hash !== "");
  return isKnown && identityOf(olds) === identityOf(news);
}

function identityIn(inputs: Bag): string {
  return identityOf(artifactsOf(inputs));
}

function keyOf(inputs: Bag): string {
  return `${textOf(inputs.prefix)}/${identityIn(inputs)}.zip`;
}

function placeIn(inputs: Bag): Place {
  return { bucket: textOf(inputs.bucket), key: keyOf(inputs) };
}

/** Makes and uploads the zip unless it is there, and tells what then is. */
async function stored(
  clients: Clients,
  place: Place,
  news: Bag,
  trusted: string | undefined,
  call: Call,
): Promise<Bag> {
  if (trusted === undefined || trusted === "") {
    const own = texts(news.repositories);
    const sources = { ...clients, repositories: own.length === 0 ? [central] : own };
    const zip = await zipOf(artifactsOf(news), sources, call);
    const there = await head(place, call);
    if (there?.sha256 !== zip.sha256) {
      call.status(`uploading ${Math.round(zip.content.length / 1e6)} MB`);
      await put(place, zip, call);
    }
  }
  const now = await head(place, call);
  if (now === undefined)
    throw new Error(`${idOf(place)} was uploaded, but somebody has deleted it. Fix: deploy again`);
  return outputsOf(place, now);
}

async function read(id: string, state: State | undefined, call: Call): Promise<State | undefined> {
  const place = placeOf(id);
  const there = await head(place, call);
  if (there === undefined) return undefined;
  if (there.sha256 === "" && state === undefined)
    throw new Error(`${id} was not made by Floe: declare it without an import, and it is made`);
  const prefix = place.key.replace(/\/?[^/]*$/, "");
  const held = state?.inputs ?? { onDelete: "delete" };
  const known = text(state?.outputs.sha256);
  const isChanged = known !== undefined && known !== there.sha256;
  return {
    id,
    // Without its parts the next deployment makes it anew and compares.
    inputs: { ...held, bucket: place.bucket, prefix, artifacts: isChanged ? undefined : held.artifacts },
    outputs: outputsOf(place, there),
  };
}
