import { describe, expect, it } from "vitest";
import { readPreview } from "../../../cli/report/preview";
import { comment, COMMENT_LIMIT, marker, render } from "../../../cli/report/render";
import { destructive } from "../../../cli/report/risks";

const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

function step(op: string, type: string, name: string, more: object = {}) {
  return { op, urn: urn(`floe:components:Loop$${type}`, name), newState: { inputs: {} }, ...more };
}

const document = (steps: object[], more: object = {}) =>
  JSON.stringify({ steps, changeSummary: { same: 4 }, ...more });

describe("reading a preview", () => {
  it("keeps changes, their components and why they happen", () => {
    const text = document([
      step("same", "aws:s3/bucket:Bucket", "kept"),
      step("replace", "aws:s3/bucket:Bucket", "data", {
        replaceReasons: ["bucket"],
        diffReasons: ["bucket", "tags"],
      }),
      step("update", "snowflake:index/warehouse:Warehouse", "wh", {
        detailedDiff: { warehouseSize: { kind: "update" } },
      }),
    ]);
    const { changes, unchanged, errors } = readPreview(text);
    expect(errors).toEqual([]);
    expect(unchanged).toBe(4);
    expect(changes.map(({ name, because }) => [name, because])).toEqual([
      ["data", ["bucket"]],
      ["wh", ["warehouseSize"]],
    ]);
    expect(changes[0]?.components).toEqual(["floe:components:Loop"]);
  });

  it("reports diagnostics, and what came instead of a document", () => {
    const diagnostics = [
      { severity: "error", message: "<{%fg 1%}>no such role<{%reset%}>" },
      { severity: "info", message: "hello" },
    ];
    expect(readPreview(document([], { diagnostics })).errors).toEqual(["no such role"]);
    expect(readPreview("", "error: no stack named 'dev'").errors).toEqual(["error: no stack named 'dev'"]);
  });
});

describe("the comment", () => {
  it("names what loses data, takes access away and costs", () => {
    const preview = readPreview(
      document([
        step("delete", "snowflake:index/table:Table", "flights"),
        step("delete", "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole", "reader"),
        step("create", "snowflake:index/warehouse:Warehouse", "wh", {
          newState: { inputs: { warehouseSize: "LARGE" } },
        }),
      ]),
    );
    const text = render("dev", preview);
    expect(text.startsWith(marker("dev"))).toBe(true);
    expect(text).toMatch(/Loses data\*\*\n\n- ⚠️ \*\*delete\*\* `Table` flights/);
    expect(text).toMatch(/Takes access away\*\*\n\n- 🔑 delete/);
    expect(text).toContain("warehouseSize = LARGE");
    expect(destructive(preview.changes).map(({ name }) => name)).toEqual(["flights"]);
  });

  it("cannot be broken by names of the program", () => {
    const preview = readPreview(document([step("create", "aws:sqs/queue:Queue", "a|b`<script>@team")]));
    const text = render("dev", preview);
    expect(text).not.toContain("<script>");
    expect(text).not.toContain("@team");
    expect(text).toContain("a\\|b'");
  });

  it("stays within GitHub's limit and says where the rest is", () => {
    const many = Array.from({ length: 2_000 }, (_, at) =>
      step("create", "aws:sqs/queue:Queue", `queue-${at}`),
    );
    const text = comment("dev", readPreview(document(many)), "the run");
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(text).toContain("the full preview is in the run");
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });
});
