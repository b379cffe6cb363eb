import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { cacheDir } from "../../local/paths";
import { Floe } from "../support/floe";

const folder = join(__dirname, "recorded");
const recordings = readdirSync(folder).filter((file) => file.endsWith(".json"));
const running: Floe[] = [];
afterEach(async () => {
  for (const floe of running.splice(0)) await floe.dispose();
});

/** A local cloud whose backend holds a recorded state, as if that release had deployed the stack. */
async function deployedBy(recording: string, project: string, edit = (text: string) => text): Promise<Floe> {
  const floe = new Floe();
  running.push(floe);
  await floe.json("local", "up");
  const backend = join(floe.state, "pulumi", ".pulumi");
  mkdirSync(join(backend, "stacks", project), { recursive: true });
  writeFileSync(join(backend, "meta.yaml"), "version: 1\n");
  const text = readFileSync(join(folder, recording), "utf8").replaceAll("${CACHE}", cacheDir());
  writeFileSync(join(backend, "stacks", project, "dev.json"), edit(text));
  return floe;
}

async function preview(floe: Floe, project: string): Promise<Record<string, number>> {
  const { changes } = await floe.json("preview", project);
  return changes as Record<string, number>;
}

describe.each(recordings)("a stack deployed by %s", (recording) => {
  const project = /^(.*)-\d+\.\d+\.\d+\.json$/.exec(recording)?.[1] ?? "";

  it("previews without creating, replacing or deleting anything", async () => {
    const floe = await deployedBy(recording, project);
    const { same = 0, update = 0, ...others } = await preview(floe, project);
    expect(others).toEqual({});
    expect(same + update).toBeGreaterThan(100);
  });

  it("would show a renamed resource (so the test above can fail)", async () => {
    const floe = await deployedBy(recording, project, (text) =>
      text.replaceAll("::merchants-ingest-topic", "::merchants-ingest-renamed-topic"),
    );
    const changes = await preview(floe, project);
    expect(changes.create).toBeGreaterThan(0);
    expect(changes.delete).toBeGreaterThan(0);
  });
});
