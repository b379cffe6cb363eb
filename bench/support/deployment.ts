/** A resource as `pulumi stack export` writes it, in the parts the benchmark uses. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly customTimeouts?: unknown;
}

export interface Deployment {
  readonly resources: readonly Recorded[];
}

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";

export const isSecret = (value: object): value is { plaintext: string } =>
  signature in value && value[signature] === secretSignature && "plaintext" in value;

export const secretValue = (value: { plaintext: string }): unknown => JSON.parse(value.plaintext);

export const isAsset = (value: object): value is { path: string } =>
  signature in value && value[signature] === assetSignature && "path" in value;

/**
 * Where two stacks differ: resources that only one has, and inputs or parents that are not the same. A hash counts as
 * any hash: the program by hand repeats the first loop's where the components hash another loop's names.
 */
export function differences(a: Deployment, b: Deployment): string[] {
  const others = new Map(b.resources.map((resource) => [resource.urn, resource]));
  const found = a.resources.flatMap((resource) => {
    const other = others.get(resource.urn);
    others.delete(resource.urn);
    if (other === undefined) return [`${resource.urn} is in one only`];
    const names = Object.keys({ ...resource.inputs, ...other.inputs });
    return [
      ...(resource.parent === other.parent ? [] : [`${resource.urn} has another parent`]),
      ...names.flatMap((name) =>
        sorted(resource.inputs?.[name]) === sorted(other.inputs?.[name]) ? [] : [`${resource.urn}: ${name}`],
      ),
    ];
  });
  return [...found, ...[...others.keys()].map((urn) => `${urn} is in one only`)];
}

const sorted = (value: unknown): string =>
  JSON.stringify([value], (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ).replace(/[0-9a-f]{8,}/g, "#");
