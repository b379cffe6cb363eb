/** Shorter texts are left in messages: replacing "1" everywhere would say more than it hides. */
const shortest = 4;
/** Shorter words are taken out only where they stand alone: `test` must not make `la[secret]` of `latest`. */
const certain = 8;
/** A word as long as this with letters and digits is taken for a key, wherever in a secret it stands. */
const key = /(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{8,}/g;
/** A place in a text that something else is put into before a cloud sees it. */
const placeholder = /\{\w+(?::\d+)?\}/;
const quoted = /'([^'\n]+)'|"([^"\n]+)"/g;
const shortestLine = 8;

/**
 * Takes secrets out of messages, in whole and in part: clouds repeat a statement's literal, a line of the code or a
 * part of a qualified name, and AWS repeats names in lower case.
 */
export function redactor(secrets: Iterable<string>): (message: string) => string {
  let pattern: RegExp | undefined;
  const compiled = (): RegExp => {
    const found = new Set([...new Set(secrets)].flatMap(partsOf).flatMap(written));
    const longestFirst = [...found].sort((a, b) => b.length - a.length).map(matching);
    // No text at all matches what must begin after its end.
    return new RegExp(longestFirst.length === 0 ? "$." : longestFirst.join("|"), "giu");
  };
  return (message) => message.replace((pattern ??= compiled()), "[secret]");
}

function partsOf(secret: string): string[] {
  const literals = [...secret.matchAll(quoted)].map(([, single, double]) => single ?? double ?? "");
  const lines = secret.includes("\n") ? secret.split("\n").map((line) => line.trim()) : [];
  const keys = [...secret.matchAll(key)].map(([word]) => word);
  const around = placeholder.test(secret) ? secret.split(placeholder).map((part) => part.trim()) : [];
  return [
    secret,
    ...literals,
    ...keys,
    ...around,
    ...lines.filter((line) => line.length >= shortestLine),
  ].filter((part) => part.length >= shortest);
}

/** A text as it is, and as JSON writes it. */
function written(text: string): string[] {
  const inJson = JSON.stringify(text).slice(1, -1);
  return inJson === text ? [text] : [text, inJson];
}

function matching(text: string): string {
  const pattern = text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  if (text.length >= certain) return pattern;
  return `${/^\p{L}/u.test(text) ? "(?<!\\p{L})" : ""}${pattern}${/\p{L}$/u.test(text) ? "(?!\\p{L})" : ""}`;
}
