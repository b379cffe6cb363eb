import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { kedroPython } from "../../../components/kedro/extraction/interpreter";
import { matcher } from "../../../components/kedro/project/glob";
import { isCredentials, secretPlaces } from "../../../components/kedro/project/secrets";
import { filesBelow } from "../../../components/kedro/project/walk";

const folder = mkdtempSync(join(tmpdir(), "floe-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function put(path: string, text = ""): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
}
const keys = (name: string, text: string) =>
  secretPlaces(put(`secrets/${name}`, text), name).map(({ key }) => key);

describe("files of a Kedro project", () => {
  it("are matched by patterns of paths", () => {
    const matches = (pattern: string, ...paths: string[]) => paths.filter(matcher([pattern]));
    const paths = ["src/a.py", "src/deep/b.py", "src/deep/b.txt", "srcs/a.py", "src/a+b.py"];
    expect(matches("src", ...paths)).toEqual(["src/a.py", "src/deep/b.py", "src/deep/b.txt", "src/a+b.py"]);
    expect(matches("./src/*.py", ...paths)).toEqual(["src/a.py", "src/a+b.py"]);
    expect(matches("src/**/*.py", ...paths)).toEqual(["src/a.py", "src/deep/b.py", "src/a+b.py"]);
    expect(matches("src/?.py", ...paths)).toEqual(["src/a.py"]);
    expect(matches("src/a+b.py", ...paths)).toEqual(["src/a+b.py"]);
    expect(matcher([])("src/a.py")).toBe(false);
  });

  it("leave out caches and what is hidden, and follow links that stay inside", () => {
    for (const path of [
      "w/in/a.py",
      "w/in/__pycache__/a.pyc",
      "w/in/.env",
      "w/x.egg-info/PKG",
      "w/node_modules/m.js",
    ])
      put(path);
    symlinkSync(join(folder, "w/in"), join(folder, "w/linked"));
    symlinkSync(join(folder, "w"), join(folder, "w/in/circle"));
    symlinkSync("/etc/hostname", join(folder, "w/out.py"));
    symlinkSync(join(folder, "w/none"), join(folder, "w/broken.py"));
    const strays: string[] = [];
    expect(filesBelow(join(folder, "w"), "", strays)).toEqual(["in/a.py", "linked/a.py"]);
    expect(strays.sort()).toEqual(["broken.py", "out.py"]);
  });
});

describe("what looks like a secret", () => {
  it("is found by key or value, in every kind of file", () => {
    expect(
      keys(
        "a.yml",
        "db:\n  dbPassword: x\n  api-key: y\n  nested:\n    - auth_token: z\nkey_id: AKIA0123456789ABCDEF\nurl: postgres://me:word@host/db\n---\nclient_secret: s\n",
      ),
    ).toEqual(["db.dbPassword", "db.api-key", "db.nested.0.auth_token", "key_id", "url", "client_secret"]);
    expect(keys("a.json", '{"a": {"connectionString": "x", "private_key": "y"}}')).toEqual([
      "a.connectionString",
      "a.private_key",
    ]);
    expect(keys("a.toml", '[db]\npassword = "x"\nuser = "me"\n')).toEqual(["password"]);
    expect(keys("server.pem", "")).toEqual([""]);
  });

  it("is no name of a column, no number, no reference and nothing empty", () => {
    expect(
      keys(
        "b.yml",
        "token_column: id\nmax_tokens: 100\ntokenizer: bert\npassword: ''\nsecret: ${oc.env:SECRET}\ntoken: 5\nsecret_name: DB.S.KEY\nurl: https://host/path@2\n",
      ),
    ).toEqual([]);
    expect(keys("broken.yml", "a: [1")).toEqual([]);
    expect(keys("readme.md", "password: x")).toEqual([]);
  });

  it("is what Kedro reads as credentials", () => {
    expect(
      ["conf/base/credentials.yml", "conf/prod/credentials_db.json", "conf/base/Credentials/x.yml"].every(
        isCredentials,
      ),
    ).toBe(true);
    expect(isCredentials("conf/base/catalog_credentials_free.yml")).toBe(false);
  });
});

it("chooses the interpreter from the nearest place that names one", () => {
  const project = join(folder, "python");
  const venv = put("other/bin/python");
  expect(kedroPython(project, undefined, {}).from).toBe("the PATH");
  expect(kedroPython(project, undefined, { VIRTUAL_ENV: join(folder, "other") }).path).toBe(venv);
  const own = put("python/.venv/bin/python");
  expect(kedroPython(project, undefined, { VIRTUAL_ENV: join(folder, "other") }).path).toBe(own);
  expect(kedroPython(project, undefined, { FLOE_KEDRO_PYTHON: "/x" }).path).toBe("/x");
  expect(kedroPython(project, "/given", { FLOE_KEDRO_PYTHON: "/x" }).path).toBe("/given");
});
