import { describe, expect, it } from "vitest";
import { redactor } from "../../provider/framework/redact";

describe("messages", () => {
  it.each([
    ["in whole", "hunter two", "said hunter two", "said [secret]"],
    ["in JSON", 'a"b\\c', 'said {"x":"a\\"b\\\\c"}', 'said {"x":"[secret]"}'],
    [
      "in lower case, as AWS writes names",
      "Shop-Prod",
      "no arn:…:model/shop-prod",
      "no arn:…:model/[secret]",
    ],
    ["a statement's literal", "CALL F('hush')", "Numeric value 'hush' is not recognized", "'[secret]'"],
    [
      "part of a qualified name",
      '"DB"."S"."HIDDEN"',
      "Stage 'DB.S.HIDDEN' does not exist",
      "'DB.S.[secret]'",
    ],
    ["a line of code", "x = 1\n  return hidden(\n", "line 2: return hidden(", "line 2: [secret]"],
    ["a key in a URL", "https://h/?k=a1b2c3d4e5", "bad key a1b2c3d4e5", "bad key [secret]"],
    ["a key with hyphens", "my a-key-77 here", "bad a-key-77", "bad [secret]"],
    [
      "what stands around a placeholder",
      "hush hush {marker:6}",
      "'hush hush AB12CD' is wrong",
      "'[secret] AB12CD'",
    ],
    [
      "a short one beside what is no letter",
      "hush",
      "no hush-7, hush_a, 1hush2",
      "no [secret]-7, [secret]_a, 1[secret]2",
    ],
    ["a short one that begins and ends otherwise", "12ab9", "x12ab9x", "x[secret]x"],
    ["letters of any script", "naïve ÉTÉ", "said naïve été", "said [secret]"],
  ])("lose a secret: %s", (_title, secret, message, shown) => {
    expect(redactor([secret])(message)).toContain(shown);
  });

  it.each([
    ["too short to be one", "abc", "abc"],
    ["a number", "1", "1 of 10 tasks"],
    ["within another word", "test", "the latest task was tested"],
    ["within another word, of a statement's literal", "SELECT 'name', 'port'", "username and import"],
  ])("keep what is %s", (_title, secret, message) => {
    expect(redactor([secret])(message)).toBe(message);
  });

  it("keep the words that a statement is made of, and stay as they are without secrets", () => {
    expect(redactor(["INSERT INTO T VALUES ('hush')"])("INSERT failed: hush")).toBe(
      "INSERT failed: [secret]",
    );
    expect(redactor([])("all of it")).toBe("all of it");
  });
});
