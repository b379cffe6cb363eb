import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { ensureArtifacts } from "../../../local/kafka/artifacts";
import { findJava, jdkTool } from "../../../local/kafka/java";
import { ADMIN, Client, startServer, type TestServer } from "../../support/snowflake-client";

const run = promisify(execFile);
const SOURCES = join(__dirname, "../java");
const PASSPHRASE = "a-test-passphrase";

/** What the Java program saw, by section and name. */
export type Findings = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface JdbcProbe {
  readonly server: TestServer;
  /** Runs sections of the program `test/local/java` in one JVM. */
  run(...sections: readonly string[]): Promise<Findings>;
  close(): Promise<void>;
}

/** Fetches the official driver, compiles the program against it, and starts a local Snowflake to talk to. */
export async function startJdbcProbe(): Promise<JdbcProbe> {
  const java = await findJava();
  const { classpath } = await ensureArtifacts(join(SOURCES, "pom.xml"), { java, log: () => undefined });
  const folder = mkdtempSync(join(tmpdir(), "floe-jdbc-"));
  const javac = jdkTool(java, "javac");
  if (javac === undefined) throw new Error(`${java.home} has no javac: install a JDK`);
  const sources = join(SOURCES, "dev", "floe", "probe");
  const files = readdirSync(sources).map((file) => join(sources, file));
  await run(javac, ["--release", "17", "-Werror", "-cp", classpath, "-d", folder, ...files]);
  const server = await startServer();
  const key = await robot(server, folder);
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    // The driver looks for a cloud's metadata service, which takes it a second where there is none.
    SNOWFLAKE_DISABLE_PLATFORM_DETECTION: "true",
    SNOWFLAKE_HOST: server.server.host,
    SNOWFLAKE_PORT: String(server.server.port),
    SNOWFLAKE_USER: ADMIN.user,
    SNOWFLAKE_PASSWORD: ADMIN.password,
    SNOWFLAKE_PRIVATE_KEY_FILE: key,
    SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: PASSPHRASE,
  };
  return {
    server,
    run: async (...sections) => {
      const args = [
        "-Xmx512m",
        "-cp",
        [folder, classpath].join(delimiter),
        "dev.floe.probe.Probe",
        ...sections,
      ];
      const { stdout, stderr } = await run(java.executable, args, {
        env,
        maxBuffer: 1 << 26,
        timeout: 110_000,
      });
      if (process.env["FLOE_PROBE_LOG"]) writeFileSync(process.env["FLOE_PROBE_LOG"], stdout + stderr);
      return read(stdout);
    },
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A service user with a key pair; answers the file of its encrypted private key. */
async function robot(server: TestServer, folder: string): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: PASSPHRASE },
  });
  const file = join(folder, "key.p8");
  writeFileSync(file, privateKey, { mode: 0o600 });
  const client = await Client.connect(server.server);
  await client.rows("CREATE DATABASE PROBE");
  const body = publicKey.replace(/-----[A-Z ]+-----|\s/g, "");
  await client.rows(`CREATE USER ROBOT TYPE = SERVICE RSA_PUBLIC_KEY = '${body}'`);
  await client.close();
  return file;
}

function read(output: string): Findings {
  const findings: Record<string, Record<string, string>> = {};
  for (const line of output.split("\n")) {
    const [section, name, value] = line.split("\t");
    if (section === undefined || name === undefined) continue;
    (findings[section] ??= {})[name] = value ?? "";
  }
  return findings;
}
