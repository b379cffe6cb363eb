import { readFileSync } from "node:fs";
import type { BrokerAuth, BrokerAuthKind } from "../../provider/kafka/auth";
import { CliError, exitCodes } from "../exit";
import { parseProperties } from "./properties";

/** No sign-in and no encryption: the local broker's. */
export const plainAuth: BrokerAuth = {
  kind: "none",
  username: undefined,
  password: undefined,
  tls: false,
  ca: undefined,
  certificate: undefined,
  key: undefined,
  region: undefined,
};

const mechanisms: Readonly<Record<string, BrokerAuthKind>> = {
  PLAIN: "plain",
  "SCRAM-SHA-256": "scram-sha-256",
  "SCRAM-SHA-512": "scram-sha-512",
  AWS_MSK_IAM: "iam",
};

/** How to sign in to brokers, from the file of client settings that Kafka's own tools take as `--command-config`. */
export function clientAuth(file: string | undefined, env: NodeJS.ProcessEnv = process.env): BrokerAuth {
  if (file === undefined) return plainAuth;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw usage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return authOf(parseProperties(text), file, env);
}

/** @param file named in errors, which never carry a value of it. */
export function authOf(
  settings: Readonly<Record<string, string>>,
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): BrokerAuth {
  const protocol = (settings["security.protocol"] ?? "PLAINTEXT").toUpperCase();
  if (!["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"].includes(protocol))
    throw usage(`${file}: security.protocol is none of PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL`);
  const tls = protocol.endsWith("SSL");
  const shared = { ...plainAuth, tls, ...(tls ? certificates(settings, file) : {}) };
  if (!protocol.startsWith("SASL")) return { ...shared, kind: tls ? "tls" : "none" };
  const named = settings["sasl.mechanism"] ?? "";
  const kind = mechanisms[named];
  if (kind === undefined)
    throw usage(
      `${file}: sasl.mechanism ${JSON.stringify(named)} is none of ${Object.keys(mechanisms).join(", ")}`,
    );
  if (kind === "iam") {
    const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
    if (region === undefined) throw usage(`${file} signs in with IAM, which needs a region: set AWS_REGION`);
    return { ...shared, kind, tls: true, region };
  }
  const jaas = settings["sasl.jaas.config"] ?? "";
  const [username, password] = ["username", "password"].map(
    (name) => new RegExp(`\\b${name}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(jaas)?.[1],
  );
  if (username === undefined || password === undefined)
    throw usage(`${file}: sasl.jaas.config has no username="..." and password="..."`);
  return { ...shared, kind, username, password };
}

/** PEM only: a key store of Java needs Java to be read. */
function certificates(
  settings: Readonly<Record<string, string>>,
  file: string,
): Pick<BrokerAuth, "ca" | "certificate" | "key"> {
  const store = (name: "truststore" | "keystore"): string | undefined => {
    const location = settings[`ssl.${name}.location`];
    if (location === undefined) return undefined;
    if ((settings[`ssl.${name}.type`] ?? "JKS").toUpperCase() !== "PEM")
      throw usage(
        `${file}: ssl.${name}.location is a key store of Java; give a PEM file with ssl.${name}.type=PEM`,
      );
    return readFileSync(location, "utf8");
  };
  const own = store("keystore");
  return {
    ca: settings["ssl.truststore.certificates"] ?? store("truststore"),
    certificate: settings["ssl.keystore.certificate.chain"] ?? own,
    key: settings["ssl.keystore.key"] ?? own,
  };
}

const usage = (message: string): CliError => new CliError(message, exitCodes.usage);
