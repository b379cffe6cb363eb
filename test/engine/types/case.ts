import { type CustomResource, type CustomResourceOptions, type Output, secret } from "@pulumi/pulumi";
import type { World } from "./world";

/** A declaration, as it is first, with inputs that change in place, or with one that the table says replaces. */
export type Variant = "first" | "changed" | "elsewhere";

/** What a case may use to declare itself. */
export interface Stage {
  readonly world: World;
  readonly variant: Variant;
  readonly options: CustomResourceOptions;
  /** A secret text with a word that must be seen nowhere; `shape` puts it into what the place takes. */
  readonly hidden: (place: string, shape?: (word: string) => string) => Output<string>;
  /** A resource that a case before this one declared. */
  readonly made: <T extends CustomResource>(name: string, type: new (...args: never[]) => T) => T;
}

/** One resource type on its way through the engine. */
export interface TypeCase {
  readonly token: string;
  /** Logical name. */
  readonly name: string;
  readonly declare: (stage: Stage) => CustomResource;
  /** The table lets an input of it replace, and `elsewhere` changes one. */
  readonly replaces?: true;
  /**
   * What an import by the id alone does to `first`: it seals what the program calls secret and adds what the cloud
   * cannot tell. `create` of what is history and has no import.
   */
  readonly imported: string;
}

/** A creation that fails by something a secret says. */
export interface Failing {
  readonly token: string;
  readonly name: string;
  readonly declare: (stage: Omit<Stage, "made" | "variant">) => CustomResource;
  /** What its error says, secrets left out. */
  readonly says: RegExp;
}

/** Words that must stay secret, by the resource type they were given to. */
export class Canaries {
  private readonly words = new Map<string, string>();

  hidden(owner: string, place: string, shape: (word: string) => string = (word) => word): Output<string> {
    return secret(shape(this.word(owner, place)));
  }

  /** The same word each time the program runs; it fits names, URLs, SQL and Python. */
  word(owner: string, place: string): string {
    const key = `${owner} ${place}`;
    const known = this.words.get(key) ?? `CANARY${this.words.size}${place.replace(/\W/g, "")}X`.toUpperCase();
    this.words.set(key, known);
    return known;
  }

  add(key: string, word: string): void {
    this.words.set(key, word);
  }

  /** Where secrets were given to a type. */
  placesOf(owner: string): string[] {
    return [...this.words.keys()].filter((key) => key.startsWith(`${owner} `));
  }

  /** Whose words a text shows, with some of what is around them. */
  in(text: string): string[] {
    const upper = text.toUpperCase();
    return [...this.words].flatMap(([key, word]) => {
      const index = upper.indexOf(word.toUpperCase());
      return index < 0 ? [] : [`${key}: …${text.slice(Math.max(0, index - 150), index + word.length + 50)}`];
    });
  }
}
