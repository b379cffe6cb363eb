import { describe, expect, it } from "vitest";
import { tokenize } from "../../local/snowflake/ddl/lexer";
import { formatPath, parseName } from "../../local/snowflake/ddl/names";
import { interpret, readOptions } from "../../local/snowflake/ddl/options";
import { leadingWords, splitStatements } from "../../local/snowflake/ddl/split";
import { TokenStream } from "../../local/snowflake/ddl/stream";
import { boolean, integer, listOf, oneOf, string } from "../../local/snowflake/ddl/types";
import { formatSignature } from "../../local/snowflake/ddl/signature";
import { likePattern } from "../../local/snowflake/show/clauses";

const values = (sql: string): string[] => tokenize(sql).map((token) => `${token.kind}:${token.value}`);

describe("lexer", () => {
  it("upper-cases words and keeps quoted identifiers", () => {
    expect(values('create Table "My ""T"""')).toEqual(["word:CREATE", "word:TABLE", 'quoted:My "T"']);
  });

  it("unescapes strings", () => {
    expect(values(String.raw`'it''s' 'a\tb' '\u0041\x42\103' '\\'`)).toEqual([
      "string:it's",
      "string:a\tb",
      "string:ABC",
      "string:\\",
    ]);
  });

  it("keeps $$ bodies, stage references and URLs whole", () => {
    expect(values('$$ a; \'b $$ @db.s."St"/a//b.csv file:///tmp/x.csv @~/x')).toEqual([
      "dollar: a; 'b ",
      'stage:@db.s."St"/a//b.csv',
      "url:file:///tmp/x.csv",
      "stage:@~/x",
    ]);
  });

  it("drops comments, among them the provider's usage tracking", () => {
    expect(
      values('SHOW ROLES -- x\n/* y */ // z\n LIKE \'a\' --terraform_provider_usage_tracking {"a":"it\'s"}'),
    ).toEqual(["word:SHOW", "word:ROLES", "word:LIKE", "string:a"]);
  });

  it.each(["'open", "$$ open", "/* open"])("rejects %s", (sql) => {
    expect(() => tokenize(sql)).toThrow(/unterminated/);
  });
});

describe("statement splitter", () => {
  it("splits at semicolons outside strings, bodies and comments", () => {
    expect(splitStatements("select ';'; select $$;$$; -- ;\nselect 1 /* ; */;;\n")).toEqual([
      "select ';'",
      "select $$;$$",
      "-- ;\nselect 1 /* ; */",
    ]);
  });

  it("drops pieces of comments alone", () => {
    expect(splitStatements("-- nothing\n; /* at all */")).toEqual([]);
  });

  it("keeps scripting blocks whole and knows transactions", () => {
    const block = "begin let x := case when true then 1 else 2 end; if (x > 1) then return 1; end if; end";
    expect(
      splitStatements(`${block}; begin; select 1; begin transaction; commit; begin name t; end`),
    ).toEqual([block, "begin", "select 1", "begin transaction", "commit", "begin name t", "end"]);
  });

  it("keeps DECLARE sections, loops and nested blocks", () => {
    const block = `declare a int; b int default 2;
      begin for r in c do insert into t values (1); end for; while (a < 2) do a := a + 1; end while;
      begin let y := 1; exception when other then return 1; end; case (a) when 1 then return 2; end case; return a; end`;
    expect(splitStatements(`${block};select 1`)).toEqual([block, "select 1"]);
  });

  it("keeps bodies of tasks and procedures", () => {
    const task =
      "create task t warehouse = w schedule = '1 minute' as begin delete from a; insert into a select 1; end";
    expect(
      splitStatements(
        `${task}; create procedure p() returns int as declare x int; begin return 1; end; select 2`,
      ),
    ).toEqual([task, "create procedure p() returns int as declare x int; begin return 1; end", "select 2"]);
  });

  it("gives the leading words", () => {
    expect(leadingWords("/* c */ create or replace table x.y as select 1")).toEqual([
      "CREATE",
      "OR",
      "REPLACE",
      "TABLE",
      "X",
    ]);
  });
});

describe("token stream", () => {
  it("reads names", () => {
    expect(new TokenStream('a."b.c".D').name()).toEqual(["A", "b.c", "D"]);
    expect(new TokenStream("db..t").name()).toEqual(["DB", "PUBLIC", "T"]);
    expect(new TokenStream("identifier('x.\"y\"')").name()).toEqual(["X", "y"]);
    expect(() => new TokenStream("a.b.c.d").name()).toThrow(/too many parts/);
  });

  it("never takes a quoted identifier for a word", () => {
    const stream = new TokenStream('"IF" exists');
    expect(stream.take("IF EXISTS")).toBe(false);
    expect(stream.identifier()).toBe("IF");
  });

  it("says where a syntax error is", () => {
    const stream = new TokenStream("drop\n  table 1x");
    stream.expect("DROP", "TABLE");
    expect(() => stream.string()).toThrow("syntax error line 2 at position 8 unexpected '1x'");
  });

  it("gives back raw text", () => {
    const stream = new TokenStream("as  select (1), '2' ; -- end");
    stream.expect("AS");
    expect(stream.rest()).toBe("select (1), '2' ;");
    expect(new TokenStream("( a (b) , c ) d").parenthesised()).toBe("a (b) , c");
  });

  it("prints names as Snowflake does", () => {
    expect(formatPath(["DB", "my schema", 'q"'])).toBe('DB."my schema"."q"""');
    expect(parseName(formatPath(["DB", "my schema", 'q"']))).toEqual(["DB", "my schema", 'q"']);
    expect(formatSignature(["int", "varchar(10)", "decimal(1,2)", "array"])).toBe(
      "(NUMBER, VARCHAR, NUMBER, ARRAY)",
    );
  });
});

describe("options", () => {
  const table = {
    SIZE: oneOf(["SMALL", "LARGE"], { L: "LARGE" }),
    N: integer(1, 9),
    ON: boolean,
    ITEMS: listOf(string),
  };
  const read = (sql: string) => interpret(readOptions(new TokenStream(sql)), table, "THING");

  it("reads values of every type, with or without commas", () => {
    expect(read("size = 'l', N = 3 on = TRUE items = ('a', 'b')")).toEqual({
      SIZE: "LARGE",
      N: 3,
      ON: true,
      ITEMS: ["a", "b"],
    });
    expect(read("items = ()")).toEqual({ ITEMS: [] });
  });

  it.each([
    ["COLOUR = 1", /invalid property 'COLOUR' for 'THING'/],
    ["N = 10", /invalid value '10' for property 'N'.*1 to 9/],
    ["N = 2.5", /invalid value/],
    ["SIZE = huge", /one of SMALL, LARGE/],
    ["ON = 1", /TRUE or FALSE/],
    ["N = 1 N = 2", /duplicate property 'N'/],
    ["ITEMS = ('a' b = 1)", /KEY = value pairs only/],
  ])("rejects %s", (sql, message) => {
    expect(() => read(sql)).toThrow(message);
  });
});

describe("LIKE of SHOW", () => {
  it.each([
    ["abc", "ABC", true],
    ["a%", "ABC", true],
    ["a_c", "abc", true],
    ["a\\_c", "abc", false],
    ["a\\_c", "A_C", true],
    ["a.c", "abc", false],
    ["%", "", true],
  ])("%s matches %s: %s", (pattern, name, expected) => {
    expect(likePattern(pattern).test(name)).toBe(expected);
  });
});
