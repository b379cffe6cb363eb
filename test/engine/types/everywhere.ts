import { asset, CustomResource, secret } from "@pulumi/pulumi";
import type { Property, ResourceType } from "../../../provider/framework";
import type { Canaries } from "./case";

/** A resource of any type, as a program in a language without types declares it. */
class AnyResource extends CustomResource {}

/**
 * A type with a secret word at every place of its table, at every depth: numbers and switches get one too, so that it
 * is refused for something. What a preview says of that must repeat none of the words.
 */
export function declareEverywhere({ token, inputs }: ResourceType, canaries: Canaries): void {
  // No name of anything: a rule that would make a fit one of it must not show that either.
  const word: Word = (place) => `${canaries.word(token, `everywhere.${place}`)}_ !`;
  const entries = Object.entries(inputs).map(
    ([name, property]) => [name, value(property, word, name)] as const,
  );
  new AnyResource(token, "everywhere", Object.fromEntries(entries), {});
}

type Word = (place: string) => string;

function value(property: Property, word: Word, place: string): unknown {
  const { type, items, members } = property;
  if (type === "object" && members !== undefined) {
    const inside = Object.entries(members).map(([name, member]) => [
      name,
      value(member, word, `${place}.${name}`),
    ]);
    return Object.fromEntries(inside);
  }
  if (type === "array" && items !== undefined) return [value(items, word, `${place}.0`)];
  // Keys of a map are the user's words, too.
  if (type === "map" && items !== undefined)
    return secret({ [word(`${place}.key`)]: value(items, word, `${place}.of`) });
  if (type === "asset" || type === "files") return secret(new asset.StringAsset(word(place)));
  return secret(word(place));
}
