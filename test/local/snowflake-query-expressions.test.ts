import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client, startServer, type TestServer } from "../support/snowflake-client";

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  client = await Client.connect(server.server);
  await client.rows("alter session set timezone = 'UTC'");
});
afterAll(async () => {
  await client.close();
  await server.close();
});

/** Each expression with its value as the driver prints it. */
const EXPRESSIONS: readonly (readonly [string, unknown])[] = [
  // numbers
  ["7/2", "3.500000"],
  ["1/3", "0.333333"],
  ["10.00/4", "2.50000000"],
  ["7 % 3", "1"],
  ["1000000*1000000", "1000000000000"],
  ["round(2.345, 2)", "2.35"],
  ["round(2.5)", "3"],
  ["floor(-1.5)", "-2"],
  ["ceil(1.2)", "2"],
  ["trunc(1.99)", "1"],
  ["abs(-5)", "5"],
  ["sign(-3)", "-1"],
  ["mod(11, 4)", "3"],
  ["power(2, 10)", "1024"],
  ["sqrt(16)", "4"],
  ["div0(1, 0)", "0.000000"],
  ["zeroifnull(null::int)", "0"],
  ["nullifzero(0)", null],
  ["greatest(1, 3, 2)", "3"],
  ["greatest(1, null)", null],
  ["least(4, 2)", "2"],
  ["to_number('12.7')", "13"],
  ["to_number('12.75', 10, 2)", "12.75"],
  ["try_to_number('x')", null],
  ["try_cast('12' as int)", "12"],
  ["'1'::int + 1", "2"],
  ["width_bucket(5, 0, 10, 5)", "3"],
  ["bitand(6, 3)", "2"],
  // conditions
  ["iff(1 > 2, 'a', 'b')", "b"],
  ["nvl(null, 'x')", "x"],
  ["nvl2(1, 'a', 'b')", "a"],
  ["coalesce(null, null, 3)", "3"],
  ["decode(2, 1, 'one', 2, 'two', 'many')", "two"],
  ["decode(9, 1, 'one', 'many')", "many"],
  ["nullif(1, 1)", null],
  ["case 3 when 1 then 'a' else 'z' end", "z"],
  ["equal_null(null, null)", "TRUE"],
  ["1 in (1, 2)", "TRUE"],
  ["3 not between 1 and 2", "TRUE"],
  ["null is distinct from 1", "TRUE"],
  ["'abc' like 'a%'", "TRUE"],
  ["'abc' like any ('x%', '%c')", "TRUE"],
  ["'ABC' ilike 'a_c'", "TRUE"],
  ["'abc' rlike '[a-c]+'", "TRUE"],
  // text
  ["upper('a') || lower('B')", "Ab"],
  ["initcap('hello wORLD')", "Hello World"],
  ["concat('a', 1, true)", "a1true"],
  ["substr('snow', 2, 2)", "no"],
  ["left('snow', 2) || right('snow', 1)", "snw"],
  ["split_part('a.b.c', '.', 2)", "b"],
  ["split_part('a.b.c', '.', -1)", "c"],
  ["lpad('7', 3, '0')", "007"],
  ["trim('  x ')", "x"],
  ["ltrim('00x', '0')", "x"],
  ["replace('aXb', 'X', '-')", "a-b"],
  ["charindex('b', 'abc')", "2"],
  ["position('c' in 'abc')", "3"],
  ["contains('snow', 'no')", "TRUE"],
  ["startswith('snow', 's')", "TRUE"],
  ["length('snöw')", "4"],
  ["reverse('abc')", "cba"],
  ["repeat('ab', 2)", "abab"],
  ["regexp_replace('a1b22', '[0-9]+', '#')", "a#b#"],
  ["regexp_substr('abc123', '[0-9]+')", "123"],
  ["regexp_count('a1b2', '[0-9]')", "2"],
  ["regexp_like('abc', 'a.*')", "TRUE"],
  ["strtok('a b c', ' ', 2)", "b"],
  ["translate('abc', 'ab', 'xy')", "xyc"],
  ["md5('a')", "0cc175b9c0f1b6a831c399e269772661"],
  ["sha2('a')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
  ["base64_encode('hi')", "aGk="],
  ["'it''s'", "it's"],
  ["$$a'b$$", "a'b"],
  ["'abcdef'::varchar(3)", "abc"],
  ["1.5::float::varchar", "1.5"],
  ["2::float::varchar", "2"],
  ["true::varchar", "true"],
  ["to_char(1234.5, '999,999.00')", "   1,234.50"],
  ["hash(1) = hash(1.0)", "TRUE"],
  // dates
  ["dateadd(day, 1, '2020-02-28'::date)", "2020-02-29"],
  ["dateadd('month', 1, '2020-01-31'::date)", "2020-02-29"],
  ["dateadd(hour, 2, '2020-01-01'::date)::varchar", "2020-01-01 02:00:00.000"],
  ["datediff(day, '2020-01-01', '2020-01-31')", "30"],
  ["datediff('month', '2020-01-31'::date, '2020-02-01'::date)", "1"],
  ["date_trunc('month', '2020-02-15'::date)", "2020-02-01"],
  ["date_trunc(hour, '2020-02-15 10:20:30'::timestamp)::varchar", "2020-02-15 10:00:00.000"],
  ["extract(year from '2020-02-15'::date)", "2020"],
  ["date_part(quarter, '2020-05-15'::date)", "2"],
  ["dayofweek('2020-03-01'::date)", "0"],
  ["dayname('2020-03-01'::date)", "Sun"],
  ["monthname('2020-03-01'::date)", "Mar"],
  ["last_day('2020-02-10'::date)", "2020-02-29"],
  ["add_months('2020-02-29'::date, 1)", "2020-03-31"],
  ["months_between('2020-03-31'::date, '2020-02-29'::date)", "1"],
  ["to_date('15/02/2020', 'DD/MM/YYYY')", "2020-02-15"],
  ["to_date('2020-02-15')", "2020-02-15"],
  ["try_to_date('nonsense')", null],
  ["to_char('2020-02-15 13:14:15'::timestamp, 'YYYY/MM/DD HH24:MI')", "2020/02/15 13:14"],
  ["to_timestamp_ntz(1582000000)::varchar", "2020-02-18 04:26:40.000"],
  ["to_timestamp('1582000000')::varchar", "2020-02-18 04:26:40.000"],
  ["to_timestamp_ntz('2020-02-18 04:26:40 +0200')::varchar", "2020-02-18 04:26:40.000"],
  ["to_timestamp_ltz('2020-02-18 04:26:40 +0200')::varchar", "2020-02-18 02:26:40.000 +00"],
  ["date_from_parts(2020, 14, 1)", "2021-02-01"],
  ["'2020-01-10'::date - '2020-01-01'::date", "9"],
  ["'2020-01-10'::date + 1", "2020-01-11"],
  ["'2020-01-01'::date + interval '1 month'", "2020-02-01 00:00:00.000"],
  [
    "convert_timezone('UTC', 'America/New_York', '2020-01-01 12:00:00'::timestamp)::varchar",
    "2020-01-01 07:00:00.000",
  ],
  ["null::timestamp_ntz", null],
  ["null::timestamp_tz", null],
  // semi-structured
  ['parse_json(\'{"a":{"b":[1,2]}}\'):a.b[1]::int', "2"],
  ['parse_json(\'{"a":"x"}\'):a::string', "x"],
  ["parse_json('{\"a\":\"x\"}'):a = 'x'", "TRUE"],
  ["parse_json('{\"a\":5}'):a > 4.5", "TRUE"],
  ["parse_json('{\"a\":null}'):a::string", null],
  ["object_construct('a', 1, 'b', null)", '{"a":1}'],
  ["object_construct_keep_null('a', 1, 'b', null)", '{"a":1,"b":null}'],
  ["array_construct(1, 'x', 2)", '[1,"x",2]'],
  ["array_size(array_construct(1, 2))", "2"],
  ["array_contains(2::variant, array_construct(1, 2))", "TRUE"],
  ["array_to_string(array_construct('a', 'b'), '-')", "a-b"],
  ["array_append(array_construct(1), 2)", "[1,2]"],
  ["get(array_construct('a', 'b'), 1)::string", "b"],
  ["get_path(parse_json('{\"a\":{\"b\":7}}'), 'a.b')::int", "7"],
  ["typeof(parse_json('1'))", "INTEGER"],
  ["typeof(parse_json('[1]'))", "ARRAY"],
  ["object_keys(parse_json('{\"k\":1}'))", '["k"]'],
  ["{'a': 1, 'b': [1, 2]}", '{"a":1,"b":[1,2]}'],
  ["split('a,b', ',')", '["a","b"]'],
  ["try_parse_json('{')", null],
  ["is_integer(parse_json('1'))", "TRUE"],
  ["strip_null_value(parse_json('null'))", null],
  ["system$typeof(1)", "NUMBER(1,0)[SB8]"],
];

describe("expressions answer as Snowflake's", () => {
  test.each(EXPRESSIONS)("%s", async (expression, expected) => {
    const [value] = await client.row(`select ${expression} as v`);
    // The driver prints NULL of the types it was asked to print as text.
    const shown =
      typeof value === "boolean"
        ? String(value).toUpperCase()
        : typeof value === "object" && value !== null
          ? JSON.stringify(value)
          : value;
    expect(shown === "NULL" ? null : shown).toEqual(expected);
  });
});

const ERRORS: readonly (readonly [string, string])[] = [
  ["select 1/0", "100051"],
  ["select 'abc'::int", "100038"],
  ["select parse_json('{')", "100069"],
  ["select nosuchfunction(1)", "002140"],
  ["select upper()", "000938"],
  ["select upper('a', 'b')", "000938"],
  ["select nocolumn", "000904"],
  ["select * from nowhere.at.all", "002003"],
  ["select from where", "001003"],
  ["select 'unterminated", "001003"],
  ["select $nosuchvariable", "001003"],
  ["select 1 from (select 1 a) match_recognize (x)", "000002"],
  ["select dateadd(lightyear, 1, current_date())", "001035"],
  ["alter session set nosuchparameter = 1", "001008"],
  ["alter session set week_start = 3", "000002"],
  ["frobnicate the database", "001003"],
];

describe("what is wrong or unknown is refused", () => {
  test.each(ERRORS)("%s", async (sql, code) => {
    expect((await client.code(sql)).padStart(6, "0")).toBe(code);
  });
});
