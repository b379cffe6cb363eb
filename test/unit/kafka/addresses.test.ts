import fc from "fast-check";
import { expect, test } from "vitest";
import { checkVpcAddresses, Problems, vpcPrivateBlock, vpcPublicBlock } from "../../../blueprints";

/** First and last address of a block. */
const range = (block: string): readonly [number, number] => {
  const [address = "", bits = ""] = block.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(bits)) - 1];
};
const vpc = fc
  .record({ second: fc.nat(255), half: fc.boolean(), bits: fc.constantFrom(16, 17) })
  .map(({ second, half, bits }) => `10.${second}.${half && bits === 17 ? 128 : 0}.0/${bits}`);

test("blocks of three zones lie in the VPC and never overlap", () => {
  fc.assert(
    fc.property(vpc, (cidr) => {
      const problems = new Problems();
      checkVpcAddresses(problems, "cidr", cidr);
      expect(problems.found).toEqual([]);
      const [least, most] = range(cidr);
      const blocks = [0, 1, 2].flatMap((zone) => [vpcPrivateBlock(cidr, zone), vpcPublicBlock(cidr, zone)]);
      const ranges = blocks.map(range).sort(([a], [b]) => a - b);
      let end = least - 1;
      for (const [first, last] of ranges) {
        expect(first).toBeGreaterThan(end);
        end = last;
      }
      expect(end).toBeLessThanOrEqual(most);
    }),
  );
});

test.each(["10.0.0.0/24", "10.0.0.0/8", "10.0.1.0/16", "300.0.0.0/16", "10.64.0.0", "here"])(
  "%s is no block for a VPC",
  (cidr) => {
    const problems = new Problems();
    checkVpcAddresses(problems, "cidr", cidr);
    expect(problems.found).toMatchObject([{ argument: "cidr" }]);
  },
);
