import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { PythonWorkers } from "../../local/snowflake/procedures/python-worker";

/** In place of Python: answers each request after a while. */
const runner = `#!/bin/sh
while read -r request; do sleep 0.1; echo '{"ok":true,"value":"done"}'; done
`;

let folder: string;
let workers: PythonWorkers;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "floe-workers-"));
  writeFileSync(join(folder, "python"), runner);
  chmodSync(join(folder, "python"), 0o755);
});
afterEach(() => workers.stop());
afterAll(() => rmSync(folder, { recursive: true }));

const call = (session: string, signal?: AbortSignal) =>
  workers.run(
    { python: join(folder, "python"), packages: undefined },
    {},
    { handler: "run", name: "P", session, ...(signal === undefined ? {} : { signal }) },
  );

it("gives nobody's turn to a call that was cancelled while it waited", async () => {
  workers = new PythonWorkers(() => undefined, 1);
  const cancelled = new AbortController();
  const first = call("one");
  const second = call("two");
  const third = call("three", cancelled.signal);
  cancelled.abort();
  await expect(third).rejects.toThrow("canceled");
  expect(await Promise.all([first, second, call("four")])).toEqual(["done", "done", "done"]);
});
