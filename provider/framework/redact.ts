/** Takes every secret text out of a message. Short texts are left: replacing "1" everywhere would say more than it hides. */
export function redact(message: string, secrets: Iterable<string>): string {
  let result = message;
  for (const text of [...new Set(secrets)].sort((a, b) => b.length - a.length)) {
    if (text.length < 4) continue;
    result = result.split(text).join("[secret]");
    const escaped = JSON.stringify(text).slice(1, -1);
    if (escaped !== text) result = result.split(escaped).join("[secret]");
  }
  return result;
}
