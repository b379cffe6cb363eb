import { ensurePython } from "../../local/python/environment";

/** Makes the local cloud's Python environment once, before any test's own time starts. */
export default async function setup(): Promise<void> {
  await ensurePython({ log: (line) => console.log(line) });
}
