import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client, startServer, type TestServer } from "../support/snowflake-client";

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  client = await Client.connect(server.server);
  for (const sql of [
    "create database shop",
    "use schema shop.public",
    "create table orders (id int, customer varchar(20), amount number(10,2), placed date, tags variant)",
    `insert into orders select column1, column2, column3, column4, parse_json(column5) from values
      (1, 'ann', 10.50, '2024-01-01', '["new","gift"]'), (2, 'bob', 20.25, '2024-01-02', null),
      (3, 'ann', 5.00, '2024-02-01', '["gift"]'), (4, null, 7.75, '2024-02-03', '[]')`,
  ])
    await client.rows(sql);
});
afterAll(async () => {
  await client.close();
  await server.close();
});

/** Queries over the four orders, with their rows as text. */
const QUERIES: readonly (readonly [string, readonly (readonly unknown[])[]])[] = [
  [
    "select count(*), count(customer), sum(amount), avg(amount) from orders",
    [["4", "3", "43.50", "10.87500000"]],
  ],
  [
    "select customer, sum(amount) s from orders group by customer order by customer",
    [
      ["ann", "15.50"],
      ["bob", "20.25"],
      [null, "7.75"],
    ],
  ],
  ["select customer c, count(*) from orders group by c having count(*) > 1", [["ann", "2"]]],
  ["select customer from orders order by customer desc limit 1", [[null]]],
  [
    "select id, row_number() over (partition by customer order by amount) rn from orders qualify rn = 1 and customer is not null order by id",
    [
      ["2", "1"],
      ["3", "1"],
    ],
  ],
  [
    "select o.id, t.value::string tag, t.index from orders o, lateral flatten(input => o.tags) t order by 1, 3",
    [
      ["1", "new", "0"],
      ["1", "gift", "1"],
      ["3", "gift", "0"],
    ],
  ],
  [
    "select o.id, t.value::string from orders o, lateral flatten(input => o.tags, outer => true) t where o.id > 1 order by 1",
    [
      ["2", null],
      ["3", "gift"],
      ["4", null],
    ],
  ],
  ["select listagg(customer, ',') within group (order by id) from orders", [["ann,bob,ann"]]],
  ["select array_agg(id) within group (order by id) from orders", [["[1,2,3,4]"]]],
  [
    "select median(amount), max_by(customer, amount), approx_count_distinct(customer) from orders",
    [["9.12500", "bob", "2"]],
  ],
  [
    "with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select * from n",
    [["1"], ["2"], ["3"]],
  ],
  [
    "with a as (select id, amount from orders), b as (select sum(amount) total from a) select round(amount / total, 3) from a, b where id = 1",
    [["0.241"]],
  ],
  ["select * exclude (tags, placed) from orders where id = 2", [["2", "bob", "20.25"]]],
  ["select * exclude (tags, placed, amount) rename (id as key) from orders where id = 1", [["1", "ann"]]],
  ["select id from orders where amount > (select avg(amount) from orders)", [["2"]]],
  ["select a.id, b.id from orders a join orders b on a.customer = b.customer and a.id < b.id", [["1", "3"]]],
  [
    "select id from orders a where exists (select 1 from orders b where b.customer = a.customer and b.id <> a.id) order by 1",
    [["1"], ["3"]],
  ],
  ["select id, count(*) from orders join (select 1 as id) using (id) group by id", [["1", "1"]]],
  [
    "select * from (select customer, amount from orders) pivot (sum(amount) for customer in ('ann', 'bob'))",
    [["15.50", "20.25"]],
  ],
  ["select id from orders union select 99 except select 1 order by 1", [["2"], ["3"], ["4"], ["99"]]],
  [
    "select ratio_to_report(amount) over () r from orders where id in (1, 3) order by r",
    [["0.3225806451612903"], ["0.6774193548387096"]],
  ],
  ["select seq4() s from table(generator(rowcount => 3)) order by s", [["0"], ["1"], ["2"]]],
  ["select value from table(split_to_table('a-b', '-'))", [["a"], ["b"]]],
  [
    "select $1, $2 from values (1, 'a'), (2, 'b')",
    [
      ["1", "a"],
      ["2", "b"],
    ],
  ],
  [
    "select customer, amount, sum(amount) over (order by id rows between unbounded preceding and current row) from orders where id < 3",
    [
      ["ann", "10.50", "10.50"],
      ["bob", "20.25", "30.75"],
    ],
  ],
  ["select last_value(id) over (order by id) from orders where id < 3", [["2"], ["2"]]],
  [
    "select date_trunc(month, placed) m, count(*) from orders group by all order by m",
    [
      ["2024-01-01", "2"],
      ["2024-02-01", "2"],
    ],
  ],
  [
    "select column_name, data_type, numeric_precision from information_schema.columns where table_name = 'ORDERS' and ordinal_position < 3 order by ordinal_position",
    [
      ["ID", "NUMBER", "38"],
      ["CUSTOMER", "TEXT", null],
    ],
  ],
  ["select table_name, table_type from information_schema.tables", [["ORDERS", "BASE TABLE"]]],
  [
    "select current_database(), current_schema(), current_role(), current_warehouse()",
    [["SHOP", "PUBLIC", "ACCOUNTADMIN", "COMPUTE_WH"]],
  ],
];

describe("queries", () => {
  test.each(QUERIES)("%s", async (sql, expected) => {
    const rows = await client.rows(sql);
    const shown = rows.map((row) =>
      row.map((cell) =>
        cell === "NULL" || cell === undefined
          ? null
          : typeof cell === "object" && cell !== null
            ? JSON.stringify(cell)
            : cell,
      ),
    );
    expect(shown).toEqual(expected);
  });
});

describe("statements", () => {
  test("update from, delete using, merge with conditions, insert overwrite count their rows", async () => {
    await client.rows("create or replace table t (id int, v varchar)");
    expect(await client.rows("insert into t values (1, 'a'), (2, 'b'), (3, 'c')")).toEqual([["3"]]);
    expect(
      await client.row(
        "update t set v = o.customer from orders o where o.id = t.id and o.customer is not null",
      ),
    ).toEqual(["3", "0"]);
    expect(await client.row("delete from t using (select 3 as id) d where t.id = d.id")).toEqual(["1"]);
    const merge = `merge into t using (select column1 id, column2 v, column3 gone from values (1, 'x', true), (2, 'y', false), (7, 'z', false)) s on t.id = s.id
      when matched and s.gone then delete when matched then update set v = s.v when not matched and s.id > 5 then insert (id, v) values (s.id, s.v)`;
    expect(await client.row(merge)).toEqual(["1", "1", "1"]);
    expect(await client.rows("select * from t order by id")).toEqual([
      ["2", "y"],
      ["7", "z"],
    ]);
    expect(
      await client.code(
        "merge into t using (select 2 id union all select 2) s on t.id = s.id when matched then delete",
      ),
    ).toBe("100090");
    await client.rows("insert overwrite into t select 9, 'only'");
    expect(await client.rows("select * from t")).toEqual([["9", "only"]]);
    await client.rows("truncate table t");
    expect(await client.row("select count(*) from t")).toEqual(["0"]);
  });

  test("a failed statement changes nothing; length and NOT NULL are enforced", async () => {
    await client.rows("create or replace table strict (id int not null, code varchar(3))");
    expect(await client.code("insert into strict values (1, 'abc'), (2, 'abcd')")).toBe("100078");
    expect(await client.code("insert into strict (code) values ('x')")).toBe("100072");
    expect(await client.code("insert into strict values (1)")).toBe("001112");
    expect(await client.row("select count(*) from strict")).toEqual(["0"]);
  });

  test("transactions commit, roll back, and are seen by others only after the commit", async () => {
    await client.rows("create or replace table tx (id int)");
    const other = await Client.connect(server.server, { database: "SHOP", schema: "PUBLIC" });
    await client.rows("begin");
    await client.rows("insert into tx values (1)");
    expect(await other.row("select count(*) from tx")).toEqual(["0"]);
    await client.rows("commit");
    expect(await other.row("select count(*) from tx")).toEqual(["1"]);
    await client.rows("begin transaction");
    await client.rows("delete from tx");
    await client.rows("rollback");
    expect(await client.row("select count(*) from tx")).toEqual(["1"]);
    await other.close();
  });

  test("defaults, identity, clone, like, alter and undrop", async () => {
    await client.rows(
      "create or replace table d (id int autoincrement start 10 increment 5, v varchar default 'dflt', at timestamp_ltz default current_timestamp())",
    );
    await client.rows("insert into d (v) values ('a'), (default)");
    expect(await client.rows("select id, v, at is not null from d order by id")).toEqual([
      ["10", "a", true],
      ["15", "dflt", true],
    ]);
    await client.rows("create table d2 clone d");
    await client.rows("create table d3 like d");
    expect(await client.row("select (select count(*) from d2), (select count(*) from d3)")).toEqual([
      "2",
      "0",
    ]);
    await client.rows("alter table d2 add column extra number(5,1) default 1.5");
    await client.rows("alter table d2 rename column v to label");
    await client.rows("alter table d2 drop column at");
    await client.rows("alter table d2 alter column label set data type varchar(100)");
    expect((await client.rows("describe table d2")).map((row) => row.slice(0, 2))).toEqual([
      ["ID", "NUMBER(38,0)"],
      ["LABEL", "VARCHAR(100)"],
      ["EXTRA", "NUMBER(5,1)"],
    ]);
    expect(await client.row("select * from d2 where id = 10")).toEqual(["10", "a", "1.5"]);
    await client.rows("drop table d2");
    expect(await client.code("select * from d2")).toBe("002003");
    await client.rows("undrop table d2");
    await client.rows("alter table d2 swap with d3");
    expect(await client.row("select (select count(*) from d2), (select count(*) from d3)")).toEqual([
      "0",
      "2",
    ]);
  });

  test("views read with their owner's rights and follow their tables", async () => {
    await client.rows(
      "create or replace view big as select id, amount * 2 as twice from orders where amount > 10",
    );
    expect(await client.rows("select * from big order by id")).toEqual([
      ["1", "21.00"],
      ["2", "40.50"],
    ]);
    expect(await client.code("create view broken as select nope from orders")).toBe("000904");
    expect(await client.code("insert into big values (1, 2)")).toBe("001003");
  });

  test("temporary tables belong to their session and hide the permanent one", async () => {
    await client.rows("create or replace table both_kinds (id int)");
    await client.rows("create temporary table both_kinds (id int, extra int)");
    await client.rows("insert into both_kinds values (1, 2)");
    const other = await Client.connect(server.server, { database: "SHOP", schema: "PUBLIC" });
    expect(await other.rows("select * from both_kinds")).toEqual([]);
    expect(await client.rows("select * from both_kinds")).toEqual([["1", "2"]]);
    await client.rows("drop table both_kinds");
    expect(await client.rows("select * from both_kinds")).toEqual([]);
    await other.close();
  });

  test("variables, result scan and the last query id", async () => {
    await client.rows("set (low, name) = (select 5, 'ann')");
    expect(await client.row("select count(*) from orders where amount > $low and customer = $name")).toEqual([
      "1",
    ]);
    await client.rows("show tables like 'ORDERS'");
    expect(await client.rows('select "name" from table(result_scan(last_query_id()))')).toEqual([["ORDERS"]]);
  });

  test("binds of every kind, named positions, and many rows at once", async () => {
    expect(await client.row("select ?::int + 1, ?, :1", [41, "it's; --"])).toEqual(["42", "it's; --", "41"]);
    await client.rows("create or replace table many (id int, v varchar)");
    await client.rows(
      "insert into many (id, v) values (?, ?)",
      Array.from({ length: 500 }, (_, index) => [index, `v${index}`]),
    );
    expect(await client.row("select count(*), max(v), sum(id) from many")).toEqual(["500", "v99", "124750"]);
  });
});

describe("connections", () => {
  test("a key pair logs a service user in; a wrong key or password does not", async () => {
    const pair = () =>
      generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
      });
    const [right, wrong] = [pair(), pair()];
    const body = right.publicKey.replace(/-----.*-----|\s/g, "");
    await client.rows(`create user robot type = service rsa_public_key = '${body}' default_role = public`);
    const jwt = { authenticator: "SNOWFLAKE_JWT", username: "ROBOT" };
    const robot = await Client.connect(server.server, { ...jwt, privateKey: right.privateKey });
    expect(await robot.row("select current_user(), current_role()")).toEqual(["ROBOT", "PUBLIC"]);
    await robot.close();
    await expect(Client.connect(server.server, { ...jwt, privateKey: wrong.privateKey })).rejects.toThrow(
      /JWT/,
    );
    await expect(Client.connect(server.server, { password: "wrong" })).rejects.toThrow(
      /Incorrect username or password/,
    );
  });

  test("roles are enforced on every use", async () => {
    for (const sql of [
      "create role reader",
      "create user eve password = 'some-Password-1' default_role = reader default_secondary_roles = ()",
      "grant role reader to user eve",
    ])
      await client.rows(sql);
    const connect = () =>
      Client.connect(server.server, {
        username: "EVE",
        password: "some-Password-1",
        role: "READER",
        warehouse: "COMPUTE_WH",
      });
    const eve = await connect();
    expect(await eve.code("select * from shop.public.orders")).toBe("002003");
    expect(await eve.code("use role accountadmin")).toBe("003013");
    expect(await eve.code("use database shop")).toBe("002043");
    for (const sql of [
      "grant usage on database shop to role reader",
      "grant usage on schema shop.public to role reader",
      "grant select on table shop.public.orders to role reader",
    ])
      await client.rows(sql);
    expect(await eve.row("select count(*) from shop.public.orders")).toEqual(["4"]);
    expect(await eve.code("insert into shop.public.orders (id) values (9)")).toBe("003001");
    expect(await eve.code("create table shop.public.mine (id int)")).toBe("003001");
    expect(await eve.code("drop table shop.public.orders")).toBe("003001");
    await client.rows("grant select on view shop.public.big to role reader");
    expect(await eve.row("select count(*) from shop.public.big")).toEqual(["2"]);
    await client.rows("revoke select on table shop.public.orders from role reader");
    expect(await eve.code("select * from shop.public.orders")).toMatch(/002003|003001/);
    expect(await eve.row("select count(*) from shop.public.big")).toEqual(["2"]);
    await eve.close();
  });

  test("a query without a warehouse fails where one is needed", async () => {
    await client.rows("create user nowarehouse password = 'some-Password-1'");
    const other = await Client.connect(server.server, {
      username: "NOWAREHOUSE",
      password: "some-Password-1",
    });
    expect(await other.row("select 1")).toEqual(["1"]);
    await other.close();
  });

  test("what was stored is there after a restart", async () => {
    await client.rows("create or replace table kept as select 1 as id, 'x' as v");
    await client.close();
    await server.restart();
    client = await Client.connect(server.server, { database: "SHOP", schema: "PUBLIC" });
    expect(await client.rows("select * from kept")).toEqual([["1", "x"]]);
    expect(await client.row("select count(*) from big")).toEqual(["2"]);
    expect(await client.rows("insert into d (v) values ('after')")).toEqual([["1"]]);
  });
});
