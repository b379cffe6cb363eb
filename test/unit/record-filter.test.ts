import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRecordFilter, selectsCells } from "../../blueprints/sagemaker/record-filter";
import { Filter } from "../../local/sagemaker/transform/filters";

const record = { id: "a", rows: [10, 20, 30, 40], deep: { x: 1, y: 2, z: 3 } };
const apply = (filter: string) => Filter.parse(filter, "InputFilter").apply(record);

describe("a filter of a batch transform", () => {
  it.each<[string, unknown]>([
    ["$", record],
    ["$.id", "a"],
    ["$['id','rows']", { id: "a", rows: [10, 20, 30, 40] }],
    ['$["id"]', "a"],
    ["$.deep.['x','z']", { x: 1, z: 3 }],
    ["$.deep.*", [1, 2, 3]],
    ["$.rows[*]", [10, 20, 30, 40]],
    ["$.rows[-1]", 40],
    ["$.rows[0,2]", [10, 30]],
    ["$.rows[0,2:]", [10, 30, 40]],
    ["$.rows[1:3]", [20, 30]],
    ["$.rows[:-1]", [10, 20, 30]],
    ["$.rows[9]", undefined],
    ["$.rows[0,9]", undefined],
    ["$.none", undefined],
    ["$.rows.x", undefined],
    ["$.deep[0]", undefined],
  ])("%s selects %j", (filter, selected) => {
    expect(apply(filter)).toEqual(selected);
  });
  it.each([
    "",
    "id",
    "$.",
    "$..id",
    "$[]",
    "$[?(@.x)]",
    "$['a',1]",
    "$[a]",
    "$['a'",
    "$['a.b','c'].",
    "$[1:2:3]",
  ])("is not %s", (filter) => {
    expect(parseRecordFilter(filter)).toBeUndefined();
  });
  it("works on the cells of CSV by positions only", () => {
    const cells = (filter: string) => selectsCells(parseRecordFilter(filter) ?? []);
    expect(["$", "$[1:]", "$[0,-1]", "$[*]"].filter(cells)).toEqual(["$", "$[1:]", "$[0,-1]", "$[*]"]);
    expect(["$.id", "$['a']", "$[0][1]"].filter(cells)).toEqual([]);
  });
  it("reads any text without an error, and every list of positions as what it says", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseRecordFilter(`$${text}`);
      }),
      { numRuns: 2000, seed: 7 },
    );
    const positions = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(positions, (list) => {
        expect(apply(`$.rows[${list.join(", ")}]`)).toEqual(list.map((index) => record.rows[index]));
      }),
      { seed: 7 },
    );
  });
});
