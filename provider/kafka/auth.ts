import { type Bag, bag, flag, type Problem, type Property, text } from "../framework";
import { flag as switchOf, object, text as word } from "../framework/properties";

export type BrokerAuthKind = (typeof kinds)[number];
const kinds = ["none", "tls", "plain", "scram-sha-256", "scram-sha-512", "iam"] as const;

/** How to sign in to brokers, with everything the configuration adds. */
export interface BrokerAuth {
  readonly kind: BrokerAuthKind;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly region: string | undefined;
}

export const brokerAuthKinds: readonly string[] = kinds;

export const brokerAuth: Property = object(
  "How the provider signs in to the brokers. Default: as its configuration says, else not at all.",
  {
    kind: word(
      "`none` and `tls` sign in as nobody, or with a client's certificate; `plain` and `scram-…` with user and password; `iam` as the provider's AWS identity (MSK). Default: the provider's `kafkaAuth`, else `none`.",
      { allowed: kinds },
    ),
    username: word("User of `plain` and `scram-…`. Default: the provider's `kafkaUser`."),
    password: word("Its password. Default: the provider's `kafkaPassword`.", { secret: true }),
    tls: switchOf(
      "Whether `plain` and `scram-…` are encrypted. Default: true. `false` is refused for `plain` beyond loopback.",
    ),
    ca: word("Authority that signed the brokers' certificates, PEM. Default: those the machine trusts."),
    certificate: word("The client's certificate, PEM, for mutual TLS."),
    key: word("The private key of that certificate, PEM.", { secret: true }),
    region: word("Region of `iam`. Default: the provider's, else `AWS_REGION`."),
  },
);

export function brokerAuthOf(given: Bag, config: Bag): BrokerAuth {
  const kind = kindOf(text(given.kind) ?? text(config.kafkaAuth));
  const isPassword = needsPassword(kind);
  return {
    kind,
    username: isPassword ? (text(given.username) ?? text(config.kafkaUser)) : undefined,
    password: isPassword ? (text(given.password) ?? text(config.kafkaPassword)) : undefined,
    tls: kind !== "none" && (!isPassword || flag(given.tls) !== false),
    ca: text(given.ca),
    certificate: text(given.certificate),
    key: text(given.key),
    region: text(given.region) ?? text(config.region) ?? process.env.AWS_REGION,
  };
}

function kindOf(given: string | undefined): BrokerAuthKind {
  return kinds.find((kind) => kind === given) ?? "none";
}

function needsPassword(kind: string): boolean {
  return kind === "plain" || kind.startsWith("scram-");
}

/** Rules of `auth`; what its absence means is known when the provider's configuration is. */
export function checkBrokerAuth(inputs: Bag, servers: readonly string[]): Problem[] {
  if (inputs.auth === undefined) return [];
  const auth = bag(inputs.auth);
  const kind = text(auth.kind);
  const problems: Problem[] = [];
  const report = (member: string, reason: string) => problems.push({ property: `auth.${member}`, reason });
  if (kind === undefined) return problems;
  for (const member of ["username", "password", "tls"])
    if (auth[member] !== undefined && !needsPassword(kind))
      report(member, `is not used by kind ${kind}. Fix: remove it, or use plain or scram-sha-512`);
  if (auth.region !== undefined && kind !== "iam")
    report("region", `is not used by kind ${kind}. Fix: remove it, or use iam`);
  if (kind === "none" && (auth.ca ?? auth.certificate ?? auth.key) !== undefined)
    report("kind", "is none, which encrypts nothing. Fix: use tls");
  if ((auth.certificate === undefined) !== (auth.key === undefined))
    report(
      auth.key === undefined ? "key" : "certificate",
      "is missing: certificate and key belong together. Fix: give both",
    );
  for (const member of ["ca", "certificate", "key"]) {
    const pem = text(auth[member]);
    if (pem !== undefined && !pem.includes("-----BEGIN "))
      report(member, "is no PEM text. Fix: give the file's content, beginning with -----BEGIN");
  }
  if (kind === "plain" && auth.tls === false && !servers.every(isLoopback))
    report(
      "tls",
      "must not be false: plain would send the password readable. Fix: remove it, or use scram-sha-512",
    );
  return problems;
}

function isLoopback(server: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+$/.test(server);
}
