/** A part of the way, and how long it took. */
export interface Leg {
  readonly leg: string;
  readonly ms: number;
}

export const leg = (name: string, ms: number): Leg => ({ leg: name, ms: Math.round(ms) });
