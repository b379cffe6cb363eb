import type { Location } from "../place";
import type { Objects } from "./objects";

/** A run of the check that may have left something behind. */
export interface Sent {
  readonly run: string;
  /** When it began, ISO 8601. */
  readonly since: string;
}

/** Objects may be dated by a clock other than ours. */
const skewMs = 15 * 60_000;

/**
 * What was sent and is not yet known to be gone, in the bucket itself: a run that is killed leaves no state with the
 * engine. Lies where marked rows pass, below a name that is no run's.
 */
export class Ledger {
  private constructor(
    private readonly objects: Objects,
    private readonly place: Location,
    readonly sent: readonly Sent[],
  ) {}

  static async open(objects: Objects, scores: Location, token: string): Promise<Ledger> {
    const place = { bucket: scores.bucket, prefix: `${scores.prefix}floe-check/${token}.json` };
    const text = await objects.read(place);
    return new Ledger(objects, place, text === undefined ? [] : parsed(text));
  }

  /** Written before the first row is sent. */
  async add(sent: Sent): Promise<Ledger> {
    const all = [...this.sent, sent];
    await this.objects.write(this.place, JSON.stringify({ sent: all }));
    return new Ledger(this.objects, this.place, all);
  }

  /** All of it is gone from where it was. */
  async close(): Promise<void> {
    await this.objects.purge(this.place);
  }
}

/** From when on objects may be a run's. */
export function earliest({ since }: Sent): Date {
  return new Date(Date.parse(since) - skewMs);
}

function parsed(text: string): Sent[] {
  const { sent } = JSON.parse(text) as { sent?: readonly Partial<Sent>[] };
  return (sent ?? []).flatMap(({ run, since }) =>
    typeof run === "string" && typeof since === "string" ? [{ run, since }] : [],
  );
}
