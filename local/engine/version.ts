/** The engine Floe is tested with: the line of `@pulumi/pulumi` and of go.mod beside this file. */
export const ENGINE_VERSION = "3.250.0";

/** An engine fits when it is of the same major and at least the tested version: older ones lack protocol features. */
export function fits(version: string): boolean {
  const found = parse(version);
  const least = parse(ENGINE_VERSION);
  if (!found || !least || found[0] !== least[0]) return false;
  return found[1] !== least[1] ? found[1] > least[1] : found[2] >= least[2];
}

function parse(version: string): [number, number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version.trim());
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}
