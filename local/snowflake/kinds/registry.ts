import { unsupported } from "../core/errors";
import type { TokenStream } from "../ddl/stream";
import type { ObjectKind } from "./kind";

/** Finds kinds by the words of a statement. */
export class KindRegistry {
  private readonly byName = new Map<string, ObjectKind>();
  private readonly byPlural = new Map<string, ObjectKind[]>();

  constructor(readonly kinds: readonly ObjectKind[]) {
    for (const kind of kinds) {
      for (const name of [kind.name, ...(kind.aliases ?? [])]) this.byName.set(name, kind);
      this.byPlural.set(kind.plural, [...(this.byPlural.get(kind.plural) ?? []), kind]);
    }
  }

  find(name: string): ObjectKind | undefined {
    return this.byName.get(name);
  }

  get(name: string): ObjectKind {
    const kind = this.find(name);
    if (kind === undefined) throw unsupported(name);
    return kind;
  }

  /** The namespace a kind's or namespace's name stands for. */
  namespaceOf(name: string): string {
    return this.byName.get(name)?.namespace ?? this.byName.get(name)?.name ?? name;
  }

  /** Kinds of a namespace: `INTEGRATION` names all kinds of integrations, `STAGE` only itself. */
  members(name: string): readonly ObjectKind[] {
    const exact = this.byName.get(name);
    return exact !== undefined ? [exact] : this.kinds.filter((kind) => kind.namespace === name);
  }

  /** Consumes a kind's (or namespace's) name. */
  takeName(stream: TokenStream): string | undefined {
    return stream.takeOne([...this.byName.keys(), ...this.namespaces()]);
  }

  /** Consumes a plural name: `STAGES`, `STORAGE INTEGRATIONS`, `INTEGRATIONS`. */
  takePlural(stream: TokenStream): readonly ObjectKind[] | undefined {
    const plurals = [...this.byPlural.keys()];
    const namespaces = this.namespaces().map((name) => `${name}S`);
    const found = stream.takeOne([...plurals, ...namespaces]);
    if (found === undefined) return undefined;
    return this.byPlural.get(found) ?? this.kinds.filter((kind) => kind.namespace === found.slice(0, -1));
  }

  private namespaces(): string[] {
    return [...new Set(this.kinds.flatMap((kind) => (kind.namespace === undefined ? [] : [kind.namespace])))];
  }
}
