import type { Problems } from "../../checks";

const rule = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Addresses of a VPC that is made, of which /20 blocks and one /24 for each zone are cut. */
export function checkVpcAddresses(problems: Problems, argument: string, cidr: string): void {
  const [, ...parts] = rule.exec(cidr)?.map(Number) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = parts;
  const fits = [a, b, c, d].every((part) => part <= 255) && bits >= 16 && bits <= 17;
  problems.require(
    fits && number(cidr) % size(bits) === 0,
    argument,
    `"${cidr}" is no block of 65,536 or 32,768 addresses`,
    "write a free block of private addresses such as 10.64.0.0/16",
  );
}

/** Block of a zone's private addresses: 4,096 of them, from the front. */
export function privateBlock(cidr: string, zone: number): string {
  return `${text(number(cidr) + zone * size(20))}/20`;
}

/** Block of a zone's gateway: 256 addresses, from the end. */
export function publicBlock(cidr: string, zone: number): string {
  const bits = Number(cidr.split("/")[1]);
  return `${text(number(cidr) + size(bits) - (zone + 1) * size(24))}/24`;
}

function size(bits: number): number {
  return 2 ** (32 - bits);
}

function number(cidr: string): number {
  return (cidr.split("/")[0] ?? "").split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function text(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
