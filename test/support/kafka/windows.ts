import type { FlinkWindow } from "../../../blueprints";

/** A payment as the tests' topic has it. */
export interface Payment {
  readonly merchant: string;
  readonly card: string;
  readonly kind: "sale" | "refund";
  /** Hundredths, so that sums here are exact. */
  readonly cents: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface WindowResult {
  readonly merchant: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly payments: number;
  readonly refunds: number;
  readonly cards: number;
  readonly volume: number;
  readonly refunded: number | null;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  readonly spread: number | null;
  readonly first_card: string;
  readonly last_card: string;
  readonly range: number;
}

const minute = 60_000;
const lengths: Readonly<Record<string, number>> = {
  second: 1000,
  minute,
  hour: 60 * minute,
  day: 1440 * minute,
};

const ms = (text: string): number => {
  const [count = "", unit = ""] = text.split(" ");
  return Number(count) * (lengths[unit.replace(/s$/, "")] ?? NaN);
};

/** What windows hold, computed the plain way: [begin, end, payments]. */
export function windowsOf(
  window: FlinkWindow,
  payments: readonly Payment[],
): readonly (readonly [number, number, readonly Payment[]])[] {
  if (window.type === "session") return sessions(ms(window.gap), payments);
  const found = new Map<string, [number, number, Payment[]]>();
  for (const payment of payments)
    for (const [begin, end] of spansOf(window, payment.at)) {
      const span = found.get(`${begin}-${end}`) ?? [begin, end, []];
      span[2].push(payment);
      found.set(`${begin}-${end}`, span);
    }
  return [...found.values()];
}

function spansOf(
  window: Exclude<FlinkWindow, { type: "session" }>,
  at: number,
): readonly (readonly [number, number])[] {
  const size = ms(window.size);
  const floor = Math.floor(at / size) * size;
  switch (window.type) {
    case "tumble":
      return [[floor, floor + size]];
    case "hop": {
      const slide = ms(window.slide);
      const last = Math.floor(at / slide) * slide;
      return Array.from({ length: Math.ceil(size / slide) }, (_, index) => last - index * slide)
        .filter((begin) => begin + size > at)
        .map((begin) => [begin, begin + size] as const);
    }
    case "cumulate": {
      const step = ms(window.step);
      return Array.from({ length: size / step }, (_, index) => floor + (index + 1) * step)
        .filter((end) => end > at)
        .map((end) => [floor, end] as const);
    }
  }
}

function sessions(gap: number, payments: readonly Payment[]): readonly [number, number, Payment[]][] {
  const found: [number, number, Payment[]][] = [];
  for (const payment of payments.toSorted((a, b) => a.at - b.at)) {
    const last = found.at(-1);
    if (last !== undefined && payment.at <= last[1]) {
      last[1] = payment.at + gap;
      last[2].push(payment);
    } else found.push([payment.at, payment.at + gap, [payment]]);
  }
  return found;
}

/** As Flink writes a time without a zone. */
const time = (at: number): string => new Date(at).toISOString().replace(/\.?0*Z$/, "");

/** What the job should write of these payments, in any order. */
export function expectedResults(window: FlinkWindow, payments: readonly Payment[]): readonly WindowResult[] {
  const merchants = [...new Set(payments.map(({ merchant }) => merchant))];
  return merchants.flatMap((merchant) =>
    windowsOf(
      window,
      payments.filter((payment) => payment.merchant === merchant),
    ).map(([begin, end, within]) => ({
      merchant,
      window_start: time(begin),
      window_end: time(end),
      ...aggregates(within),
    })),
  );
}

function aggregates(
  within: readonly Payment[],
): Omit<WindowResult, "merchant" | "window_start" | "window_end"> {
  const cents = within.map((payment) => payment.cents);
  const sum = cents.reduce((total, each) => total + each, 0);
  const mean = sum / within.length / 100;
  const squares = cents.reduce((total, each) => total + (each / 100 - mean) ** 2, 0);
  const byTime = within.toSorted((a, b) => a.at - b.at || (a.card < b.card ? -1 : 1));
  const refunds = within.filter(({ kind }) => kind === "refund");
  return {
    payments: within.length,
    refunds: refunds.length,
    cards: new Set(within.map(({ card }) => card)).size,
    volume: sum / 100,
    refunded: refunds.length === 0 ? null : refunds.reduce((total, each) => total + each.cents, 0) / 100,
    mean,
    least: Math.min(...cents) / 100,
    most: Math.max(...cents) / 100,
    spread: within.length < 2 ? null : Math.sqrt(squares / (within.length - 1)),
    first_card: byTime[0]?.card ?? "",
    last_card: byTime.at(-1)?.card ?? "",
    range: (Math.max(...cents) - Math.min(...cents)) / 100,
  };
}
