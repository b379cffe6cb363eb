import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { define } from "../../provider/definition";
import { type OpenSession, type Row, StatementFailed } from "../../provider/snowflake/session";
import { type Bag, failureOf, Harness, initFailure, secret, UNKNOWN } from "./support/harness";

const PROCEDURE = "floe:snowflake:PythonProcedure";
const FUNCTION = "floe:snowflake:PythonFunction";

/** Answers by the beginning of the statement; everything is recorded. */
class Script {
  readonly statements: string[] = [];
  readonly roles: (string | undefined)[] = [];
  answers: [RegExp, Row[] | StatementFailed][] = [];
  readonly open: OpenSession = (_call, role) => {
    this.roles.push(role);
    return Promise.resolve({
      run: (sql) => {
        this.statements.push(sql);
        const found = this.answers.find(([pattern]) => pattern.test(sql))?.[1];
        return found instanceof StatementFailed ? Promise.reject(found) : Promise.resolve(found ?? []);
      },
    });
  };
  changing = () => this.statements.filter((sql) => !/^(SHOW|DESCRIBE|SELECT)/.test(sql));
}

const cloud = new Script();
let provider: Harness;
const base: Bag = {
  database: "DB",
  schema: "S",
  name: "P",
  arguments: [{ name: "A", type: "int" }],
  returns: "string",
  handler: "run",
  code: "def run(session, a):\n    return a\n",
};
const described = (properties: Record<string, string>): Row[] =>
  Object.entries(properties).map(([property, value]) => ({ property, value }));
const live = {
  signature: "(A NUMBER)",
  returns: "VARCHAR(16777216)",
  language: "PYTHON",
  "null handling": "CALLED ON NULL INPUT",
  volatility: "VOLATILE",
  "execute as": "OWNER",
  body: "def run(session, a):\n    return a\n",
  imports: "[]",
  handler: "run",
  runtime_version: "3.12",
  packages: "['snowflake-snowpark-python']",
  installed_packages: "['cloudpickle==3.0.0','snowflake-snowpark-python==1.40.0']",
  external_access_integrations: "[]",
  secrets: "{}",
};
const shown: Row[] = [
  { name: "P", arguments: "P(NUMBER) RETURN VARCHAR", description: "user-defined procedure", is_secure: "N" },
];

beforeAll(async () => {
  provider = await Harness.start(define(cloud.open));
});
afterAll(() => provider.stop());
beforeEach(() => {
  cloud.statements.length = 0;
  cloud.roles.length = 0;
  cloud.answers = [
    [/^DESCRIBE/, described(live)],
    [/^SHOW (PROCEDURES|USER)/, shown],
  ];
});

const checked = (type: string, extra: Bag = {}) => provider.checked(type, { ...base, ...extra });
async function made(extra: Bag = {}, type = PROCEDURE) {
  const inputs = await checked(type, extra);
  const { id, properties } = await provider.create(type, inputs);
  cloud.statements.length = 0;
  return { id, old: { inputs, state: properties } };
}

describe("a Python procedure", () => {
  it("is created with all it says", async () => {
    const inputs = await checked(PROCEDURE, {
      role: "ENGINEER",
      arguments: [
        { name: "A", type: "NUMBER(10,2)" },
        { name: "B", type: "VARCHAR", default: "'it''s'" },
      ],
      artifactRepository: "snowflake.snowpark.pypi_shared_repository",
      packages: ["snowflake-snowpark-python", "pandas==2.3.3"],
      imports: ['@"DB"."S"."CODE"/lib/0123456789abcdef/x.py'],
      externalAccessIntegrations: ["OUT"],
      secrets: { key: "DB.S.Key" },
      resourceConstraint: { architecture: "x86" },
      nullInput: "RETURNS NULL",
      notNull: true,
      secure: true,
      comment: "it's",
      executeAs: "RESTRICTED CALLER",
      code: "def run(session, a, b):\n    return '$$'\n",
    });
    const { id, properties } = await provider.create(PROCEDURE, inputs);
    expect(id).toBe('"DB"."S"."P"(NUMBER, VARCHAR)');
    expect(cloud.changing()).toEqual([
      [
        'CREATE SECURE PROCEDURE "DB"."S"."P"("A" NUMBER(10,2), "B" VARCHAR DEFAULT \'it\'\'s\')',
        "RETURNS string NOT NULL",
        "LANGUAGE PYTHON",
        "RETURNS NULL ON NULL INPUT",
        "RUNTIME_VERSION = '3.12'",
        'ARTIFACT_REPOSITORY = "SNOWFLAKE"."SNOWPARK"."PYPI_SHARED_REPOSITORY"',
        "PACKAGES = ('snowflake-snowpark-python', 'pandas==2.3.3')",
        'IMPORTS = (\'@"DB"."S"."CODE"/lib/0123456789abcdef/x.py\')',
        "HANDLER = 'run'",
        'EXTERNAL_ACCESS_INTEGRATIONS = ("OUT")',
        'SECRETS = (\'key\' = "DB"."S"."KEY")',
        "RESOURCE_CONSTRAINT = (architecture='x86')",
        "COMMENT = 'it''s'",
        "EXECUTE AS RESTRICTED CALLER",
        "AS",
        "'def run(session, a, b):\n    return ''$$''\n'",
      ].join("\n"),
    ]);
    expect(cloud.roles).toEqual(["ENGINEER"]);
    expect(properties.installedPackages).toEqual(["cloudpickle==3.0.0", "snowflake-snowpark-python==1.40.0"]);
  });

  it("is altered where that suffices, and replaced with its grants where it does not", async () => {
    const change = async (extra: Bag) => {
      const { id, old } = await made();
      const news = await checked(PROCEDURE, extra);
      expect((await provider.diff(PROCEDURE, old.inputs, news, old.state)).replaces).toEqual([]);
      await provider.update(PROCEDURE, id, old, news);
      return cloud.changing().map((sql) =>
        sql
          .split("\n")
          .slice(0, 2)
          .join(" ")
          .replace(/\(.*\)/, "()"),
      );
    };
    expect(await change({ code: "def run(session, a):\n    return 1\n" })).toEqual([
      'CREATE OR ALTER PROCEDURE "DB"."S"."P"() RETURNS string',
    ]);
    const other = await change({ handler: "main", code: "def main(session, a):\n    return 1\n" });
    expect(other).toEqual(['CREATE OR REPLACE PROCEDURE "DB"."S"."P"() COPY GRANTS']);
    expect(await change({ executeAs: "RESTRICTED CALLER" })).toEqual([
      'CREATE OR REPLACE PROCEDURE "DB"."S"."P"() COPY GRANTS',
    ]);
    expect(await change({ arguments: [{ name: "B", type: "NUMBER", default: "1" }] })).toEqual([
      'CREATE OR REPLACE PROCEDURE "DB"."S"."P"() COPY GRANTS',
    ]);
    expect(await change({ logLevel: "DEBUG" })).toEqual([
      'ALTER PROCEDURE "DB"."S"."P"() SET LOG_LEVEL = \'DEBUG\'',
    ]);
    cloud.answers.unshift([
      /^CREATE OR ALTER/,
      new StatementFailed("Unsupported feature 'CREATE OR ALTER'", "000002", "0A000"),
    ]);
    expect(await change({ comment: "new" })).toEqual([
      'CREATE OR ALTER PROCEDURE "DB"."S"."P"() RETURNS string',
      'CREATE OR REPLACE PROCEDURE "DB"."S"."P"() COPY GRANTS',
    ]);
  });

  it("is another one with other argument types", async () => {
    const { old } = await made();
    const news = await checked(PROCEDURE, { arguments: [{ name: "A", type: "VARCHAR" }] });
    const plain = await provider.diff(PROCEDURE, old.inputs, news, old.state);
    expect(plain).toMatchObject({ replaces: ["arguments"], deleteBeforeReplace: false });
    const optional = await checked(PROCEDURE, { arguments: [{ name: "A", type: "VARCHAR", default: "''" }] });
    const diff = await provider.diff(PROCEDURE, old.inputs, optional, old.state);
    expect(diff).toMatchObject({ replaces: ["arguments"], deleteBeforeReplace: true });
  });

  it("takes spellings of one thing for no change", async () => {
    const { old } = await made({
      packages: ["snowflake-snowpark-python", "numpy"],
      secrets: { k: "DB.S.K" },
      externalAccessIntegrations: ["A", "B"],
    });
    const news = await checked(PROCEDURE, {
      arguments: [{ name: "A", type: "NUMBER(38,0)" }],
      returns: "VARCHAR",
      packages: ["numpy", "snowflake-snowpark-python"],
      secrets: { k: '"DB"."S"."K"' },
      externalAccessIntegrations: ["B", "A"],
      code: "\n\ndef run(session, a):\n    return a\n\n",
    });
    expect((await provider.diff(PROCEDURE, old.inputs, news, old.state)).details).toEqual({});
  });

  it("moves to another role with its grants, once", async () => {
    const { id, old } = await made({ role: "OLD" });
    const news = await checked(PROCEDURE, { role: "NEW" });
    cloud.answers.unshift([/^SHOW GRANTS/, [{ privilege: "OWNERSHIP", grantee_name: "OLD" }]]);
    await provider.update(PROCEDURE, id, old, news);
    expect(cloud.changing()).toEqual([
      'GRANT OWNERSHIP ON PROCEDURE "DB"."S"."P"(NUMBER) TO ROLE "NEW" COPY CURRENT GRANTS',
    ]);
    cloud.statements.length = 0;
    cloud.answers.unshift([/^SHOW GRANTS/, [{ privilege: "OWNERSHIP", grantee_name: "NEW" }]]);
    await provider.update(PROCEDURE, id, old, news);
    expect(cloud.changing()).toEqual([]);
  });

  it("sees drift of what was changed, and nothing else", async () => {
    const { id, old } = await made({ comment: "ours" });
    cloud.answers = [
      [
        /^DESCRIBE/,
        described({
          ...live,
          body: "def run(session, a):\n    return 'hacked'",
          "execute as": "CALLER",
          installed_packages: "[]",
        }),
      ],
      [/^SHOW (PROCEDURES|USER)/, [{ ...shown[0], is_secure: "Y" }]],
    ];
    const { inputs, properties } = await provider.read(PROCEDURE, id, old);
    expect((await provider.diff(PROCEDURE, inputs, old.inputs, properties)).details).toEqual({
      code: "update",
      executeAs: "update",
      secure: "update",
    });
  });

  it("is imported by its signature", async () => {
    const inputs = await checked(PROCEDURE);
    const found = await provider.read(PROCEDURE, "db.s.p(int)");
    expect(found.id).toBe('"DB"."S"."P"(NUMBER)');
    expect((await provider.diff(PROCEDURE, found.inputs, inputs, found.properties)).details).toEqual({});
    const error = await failureOf(provider.read(PROCEDURE, "DB.S.P"));
    expect(error.message).toContain("write DB.SCHEMA.NAME(NUMBER, VARCHAR)");
    cloud.answers = [[/^DESCRIBE/, described({ ...live, language: "SQL" })]];
    expect((await failureOf(provider.read(PROCEDURE, "DB.S.P(INT)"))).message).toContain("is for Python");
  });

  it("takes up what a cut-off creation left, and refuses somebody else's", async () => {
    cloud.answers.unshift([/^CREATE PROCEDURE/, new StatementFailed("already exists", "002002", "42710")]);
    const inputs = await checked(PROCEDURE);
    await provider.create(PROCEDURE, inputs);
    expect(cloud.changing()[1]).toMatch(/^CREATE OR REPLACE PROCEDURE/);
    const other = await checked(PROCEDURE, { code: "def run(session, a):\n    return 2\n" });
    expect((await failureOf(provider.create(PROCEDURE, other))).message).toContain(
      "exists already with other code",
    );
  });

  it("stays in state when its levels cannot be set", async () => {
    cloud.answers.unshift([/^ALTER/, new StatementFailed("no privilege", "003001", "42501")]);
    const inputs = await checked(PROCEDURE, { logLevel: "INFO" });
    const failure = initFailure(await failureOf(provider.create(PROCEDURE, inputs)));
    expect(failure?.id).toBe('"DB"."S"."P"(NUMBER)');
    expect(failure?.inputs.logLevel).toBeUndefined();
  });

  it("previews its names and hash, and nothing of what is unknown", async () => {
    const { properties } = await provider.create(PROCEDURE, await checked(PROCEDURE), { preview: true });
    expect(properties).toMatchObject({ qualifiedName: '"DB"."S"."P"', signature: '"DB"."S"."P"(NUMBER)' });
    expect(properties.codeHash).toMatch(/^[0-9a-f]{64}$/);
    expect(properties.described).toBeUndefined();
    const open = await checked(PROCEDURE, { code: UNKNOWN });
    expect((await provider.create(PROCEDURE, open, { preview: true })).properties.codeHash).toBeUndefined();
    expect(cloud.statements).toEqual([]);
  });

  it("shows no secret code", async () => {
    const inputs = await checked(PROCEDURE, {
      code: secret("def run(session, a):\n    return 'canary-9f2'\n"),
    });
    const { properties } = await provider.create(PROCEDURE, inputs);
    expect(JSON.stringify({ ...properties, code: "" })).not.toContain("canary-9f2");
  });
});

describe("a Python function", () => {
  it("marks its vectorized handler", async () => {
    const inputs = await checked(FUNCTION, {
      code: "class H:\n    def end_partition(self, frame):\n        return frame\n",
      handler: "H",
      returns: null,
      returnsTable: [{ name: "A", type: "NUMBER" }],
      packages: ["pandas"],
      vectorized: { method: "end_partition", maxBatchSize: 500 },
    });
    await provider.create(FUNCTION, inputs);
    expect(cloud.changing()[0]).toContain(
      "return frame\n\nimport pandas as _vectorized_pandas\nH.end_partition._sf_vectorized_input = _vectorized_pandas.DataFrame\nH.end_partition._sf_max_batch_size = 500\n",
    );
    expect(cloud.changing()[0]).toContain('RETURNS TABLE ("A" NUMBER)');
  });

  it("is an aggregate when it says so", async () => {
    await provider.create(FUNCTION, await checked(FUNCTION, { aggregate: true, code: "class run: pass" }));
    expect(cloud.changing()[0]).toMatch(
      /^CREATE AGGREGATE FUNCTION "DB"\."S"\."P"\("A" int\)\nRETURNS string\nLANGUAGE PYTHON\nRUNTIME_VERSION/,
    );
  });
});
