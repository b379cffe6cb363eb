/** A request as Describe answers it: tags have an operation of their own. */
export function withoutTags<T extends { Tags?: unknown }>(request: T): Omit<T, "Tags"> {
  const shown = { ...request };
  delete shown.Tags;
  return shown;
}
