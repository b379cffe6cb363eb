import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyPassword } from "../../local/snowflake/kinds/password";
import { CatalogAccount } from "../support/catalog-account";

let account: CatalogAccount;
beforeEach(async () => {
  account = await CatalogAccount.start();
});
afterEach(() => account.close());

describe("users", () => {
  const pem = (bits: number): string =>
    generateKeyPairSync("rsa", { modulusLength: bits })
      .publicKey.export({ type: "spki", format: "pem" })
      .toString();

  it("never keeps or shows a password", async () => {
    await account.run("create user u password = 'Hunter2-Hunter2' login_name = 'Me'");
    expect(JSON.stringify(account.open.catalog.get("USER", ["U"]))).not.toContain("Hunter2");
    const described = await account.rows("describe user u");
    expect(described.find((row) => row["property"] === "PASSWORD")?.["value"]).toBe("********");
    expect((await account.rows("show users like 'u'"))[0]).toMatchObject({
      login_name: "ME",
      has_password: true,
      type: null,
    });
    expect(verifyPassword(account.open.catalog.get("USER", ["U"]), "Hunter2-Hunter2")).toBe(true);
    expect(verifyPassword(account.open.catalog.get("USER", ["U"]), "other")).toBe(false);
  });

  it("refuses what service users may not have", async () => {
    await expect(account.run("create user s type = service password = 'x'")).rejects.toThrow(
      "Cannot set property PASSWORD on user with TYPE=SERVICE.",
    );
    await account.run("create user s type = service");
    await expect(account.run("alter user s set password = 'x'")).rejects.toThrow("PASSWORD");
    await expect(account.run("alter user s set first_name = 'x'")).rejects.toThrow("FIRST_NAME");
  });

  it("checks public keys and computes their fingerprints", async () => {
    const key = pem(2048).replace(/-----[^-]+-----|\s/g, "");
    await account.run(`create user k type = service rsa_public_key = '${key}'`);
    const described = Object.fromEntries(
      (await account.rows("desc user k")).map((row) => [String(row["property"]), row["value"]]),
    );
    expect(described["RSA_PUBLIC_KEY"]).toBe(key);
    expect(described["RSA_PUBLIC_KEY_FP"]).toMatch(/^SHA256:[A-Za-z0-9+/]{43}=$/);
    await account.run("alter user k unset rsa_public_key");
    expect((await account.rows("show users like 'k'"))[0]).toMatchObject({ has_rsa_public_key: false });
    await expect(account.run("alter user k set rsa_public_key = 'nonsense'")).rejects.toThrow(
      "New public key rejected",
    );
    await expect(account.run(`alter user k set rsa_public_key = '${pem(1024)}'`)).rejects.toThrow(
      "too short",
    );
  });

  it("keeps workload identities", async () => {
    await account.run(
      `create user w type = service workload_identity = (type = aws arn = 'arn:aws:iam::000000000000:role/x')`,
    );
    expect((await account.rows("show users like 'w'"))[0]).toMatchObject({ has_workload_identity: true });
    const [row] = await account.rows("show user workload identity authentication methods for user w");
    expect(row).toMatchObject({ type: "AWS", additional_info: '{"arn":"arn:aws:iam::000000000000:role/x"}' });
    await expect(
      account.run("alter user w set workload_identity = (type = oidc subject = 's')"),
    ).rejects.toThrow("ISSUER");
    await account.run("alter user w unset workload_identity");
    expect(await account.rows("show user workload identity authentication methods for user w")).toEqual([]);
  });

  it("keeps login names apart", async () => {
    await account.run("create user a login_name = 'same'");
    await expect(account.run("create user b login_name = 'SAME'")).rejects.toThrow("already exists");
  });
});
