/**
 * A KMS key has no name of its own and each create call makes another: the one that a cut-off create left is the key
 * with the same description and tags that no resource of the stack stands for.
 */
export async function findKey(
  inputs: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string | undefined>,
): Promise<string | undefined> {
  const { KMSClient, DescribeKeyCommand, ListResourceTagsCommand, paginateListKeys } =
    await import("@aws-sdk/client-kms");
  const client = new KMSClient({});
  const tags = sorted((inputs.tags ?? {}) as Record<string, string>);
  try {
    for await (const { Keys = [] } of paginateListKeys({ client }, {})) {
      for (const { KeyId } of Keys) {
        if (KeyId === undefined || known.has(KeyId)) continue;
        const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
        if (KeyMetadata?.KeyState !== "Enabled" || KeyMetadata.Description !== inputs.description) continue;
        const { Tags = [] } = await client.send(new ListResourceTagsCommand({ KeyId }));
        const found = Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey ?? "", TagValue ?? ""]));
        if (sorted(found) === tags) return KeyId;
      }
    }
    return undefined;
  } finally {
    client.destroy();
  }
}

const sorted = (tags: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(tags).sort(([a], [b]) => a.localeCompare(b)));
