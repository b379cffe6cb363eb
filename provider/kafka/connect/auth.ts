import { type Bag, bag, type Problem, type Property, text } from "../../framework";
import { object, text as word } from "../../framework/properties";

export interface ConnectAuth {
  readonly kind: "none" | "basic" | "bearer";
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly token: string | undefined;
}

export const connectAuth: Property = object(
  "How the provider signs in to the worker's REST API. Default: as its configuration says, else not at all.",
  {
    kind: word("Default: `basic` where the provider's `connectUser` is set, else `none`.", {
      allowed: ["none", "basic", "bearer"],
    }),
    username: word("User of `basic`. Default: the provider's `connectUser`."),
    password: word("Its password. Default: the provider's `connectPassword`.", { secret: true }),
    token: word("Token of `bearer`.", { secret: true }),
  },
);

export function connectAuthOf(given: Bag, config: Bag): ConnectAuth {
  const user = text(config.connectUser);
  const kind = text(given.kind) ?? (user === undefined ? "none" : "basic");
  return {
    kind: kind === "basic" || kind === "bearer" ? kind : "none",
    username: text(given.username) ?? user,
    password: text(given.password) ?? text(config.connectPassword),
    token: text(given.token),
  };
}

export function checkConnectAuth(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  const auth = bag(inputs.auth);
  const kind = text(auth.kind);
  if (kind === undefined) return [];
  const problems: Problem[] = [];
  const members = { username: "basic", password: "basic", token: "bearer" } as const;
  for (const [member, of] of Object.entries(members))
    if (auth[member] !== undefined && kind !== of)
      problems.push({
        property: `auth.${member}`,
        reason: `is not used by kind ${kind}. Fix: remove it, or use ${of}`,
      });
  if (kind === "bearer" && auth.token === undefined && !unknown.has("auth.token"))
    problems.push({ property: "auth.token", reason: "is required by kind bearer. Fix: give it" });
  return problems;
}
