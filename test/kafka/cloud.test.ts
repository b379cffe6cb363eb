import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gone, marked } from "../../local/cloud/processes";
import { Floe } from "../support/floe";

const floe = new Floe();
afterAll(() => floe.dispose());

interface Kafka {
  readonly bootstrap: string;
  readonly connectUrl: string;
}

const up = async (): Promise<Kafka> => (await floe.json("local", "up", "--kafka")).kafka as Kafka;
const cloud = () =>
  JSON.parse(readFileSync(join(floe.state, "cloud.json"), "utf8")) as { pid: number; id: string };

describe("floe local up --kafka", () => {
  let first: Kafka;

  it("starts Kafka with the two clouds, and shows it", async () => {
    first = await up();
    const root = (await (await fetch(first.connectUrl)).json()) as { version: string };
    expect(root.version).toBe("4.1.2");
    expect((await floe.json("local", "status")).kafka).toMatchObject(first);
    const { lines } = await floe.json("local", "logs", "--of", "connect");
    expect((lines as string[]).length).toBeGreaterThan(10);
  });

  it("ends the Java services when the supervisor is killed, and has the same addresses again", async () => {
    const { pid, id } = cloud();
    const before = await marked(id);
    process.kill(pid, "SIGKILL");
    expect(await gone(before, 15_000)).toBe(true);
    expect(await up()).toEqual(first);
  });

  it("stops without leaving a process", async () => {
    const { id } = cloud();
    expect(await floe.json("local", "down")).toEqual({ stopped: true });
    expect(await marked(id)).toEqual([]);
  });
});
