import type { Payment } from "./windows";

const merchants = ["ada", "bob", "cyd"];
export const firstPayment = Date.UTC(2026, 0, 5, 9, 58, 30);

/** Payments of half an hour, each at most 9 seconds later than one after it; always the same. */
export function payments(count: number): readonly Payment[] {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  return Array.from({ length: count }, (_, index) => ({
    merchant: merchants[random(merchants.length)] ?? "",
    card: `c${random(9)}`,
    kind: random(5) === 0 ? "refund" : "sale",
    cents: random(40_000) - 2_000,
    at: firstPayment + index * Math.round(1_800_000 / count) + random(9_000),
  }));
}
