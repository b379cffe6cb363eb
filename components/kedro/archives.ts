import * as pulumi from "@pulumi/pulumi";

/** Files by their place in the archive, with texts that are no files. */
export function archive(
  files: ReadonlyMap<string, string>,
  texts: Readonly<Record<string, string>> = {},
): pulumi.asset.AssetArchive {
  return new pulumi.asset.AssetArchive({
    ...Object.fromEntries([...files].map(([name, path]) => [name, new pulumi.asset.FileAsset(path)])),
    ...Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]),
    ),
  });
}

/** A folder's files, each staged on its own. */
export const folderArchive = (files: ReadonlyMap<string, string>) => archive(files);
