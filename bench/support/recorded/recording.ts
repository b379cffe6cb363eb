import { appendFileSync, readFileSync } from "node:fs";
import type { Bag, State } from "../../../provider/framework/resource";

/** The loop that is run once on the local cloud; the others' names differ in its number only. */
export const recordedLoop = 1;
export const loopName = (index: number): string => `bench${String(index).padStart(3, "0")}`;

const named = /bench(\d{3})/i;

/** The same text for another loop: its number wherever a name holds it, in either case. */
export const renumbered = (text: string, digits: string): string =>
  text.replace(/(bench)\d{3}/gi, (_, word: string) => `${word}${digits}`);

type Line =
  | { readonly kind: "create"; readonly key: string; readonly id: string; readonly outputs: Bag }
  | { readonly kind: "invoke"; readonly key: string; readonly result: Bag };

/** What the providers answered while one loop was made on the local cloud, one JSON line per answer. */
export class Recording {
  private readonly answers = new Map<string, string>();

  constructor(private readonly path: string) {}

  static keyOf(token: string, what: unknown): string {
    return renumbered(`${token} ${JSON.stringify(what)}`, "000");
  }

  write(line: Line): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }

  load(): this {
    for (const text of readFileSync(this.path, "utf8").split("\n").filter(Boolean)) {
      const line = JSON.parse(text) as Line;
      const answer = line.kind === "create" ? { id: line.id, outputs: line.outputs } : line.result;
      this.answers.set(line.key, JSON.stringify(answer));
    }
    return this;
  }

  /** The recorded state of a resource, as the loop named in `name` has it. */
  state(token: string, name: string): Pick<State, "id" | "outputs"> {
    return this.answer(Recording.keyOf(token, name), name) as Pick<State, "id" | "outputs">;
  }

  result(token: string, inputs: Bag): Bag {
    return this.answer(Recording.keyOf(token, inputs), JSON.stringify(inputs)) as Bag;
  }

  private answer(key: string, name: string): unknown {
    const found = this.answers.get(key);
    if (found === undefined) throw new Error(`the recording holds no answer for ${key}`);
    const digits = named.exec(name)?.[1];
    return JSON.parse(digits === undefined ? found : renumbered(found, digits));
  }
}
