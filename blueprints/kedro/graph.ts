/** What the extractor found in a Kedro project: the content of `graph.json`. Keys are sorted, so equal projects give equal text. */
export interface KedroGraph {
  readonly format: 1;
  /** Version of Kedro that read the project, such as `1.7.0`. */
  readonly kedro: string;
  /** Minor version of the Python that read it, such as `3.11`. */
  readonly python: string;
  readonly project: {
    readonly name: string;
    /** Python package of the project. */
    readonly package: string;
    /** Folder of the package's parent, relative to the project. */
    readonly source: string;
  };
  /** Configuration environment the values come from. */
  readonly env: string;
  /** Requirements as the project writes them, without comments. */
  readonly requirements: readonly string[];
  /** Registered pipelines by name. */
  readonly pipelines: Readonly<Record<string, KedroPipeline>>;
  /** Catalog entries of the names that pipelines use: own entries and matched factories. */
  readonly datasets: Readonly<Record<string, KedroDataset>>;
  /** Values of the parameters that pipelines use, by their dataset names (`params:model`, `parameters`). */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Names (never values) of the credentials that catalog entries ask for. */
  readonly credentials: readonly string[];
  /** Top-level modules that stood in for missing ones while the project was read. */
  readonly mocked: readonly string[];
  readonly problems: readonly KedroFinding[];
}

export interface KedroPipeline {
  readonly nodes: readonly KedroNode[];
}

export interface KedroNode {
  readonly name: string;
  /** True when Kedro made the name, which changes with the node's datasets. */
  readonly unnamed: boolean;
  readonly namespace: string | null;
  readonly tags: readonly string[];
  /** Names of datasets, transcoding included (`cars@pandas`). */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Nodes whose outputs this one needs. */
  readonly dependsOn: readonly string[];
  readonly function: KedroFunction;
  /** 16 hexadecimal digits of all this node's behaviour depends on: code, datasets, parameters, settings. */
  readonly hash: string;
  /** True when whole modules count into the hash, because the code is too dynamic to slice. */
  readonly wholeModules: boolean;
  /** Hashes of what `hash` is made of, where the extractor tells them. */
  readonly parts?: KedroParts;
}

export interface KedroParts {
  readonly code?: string;
  readonly datasets?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly shape?: string;
  readonly settings?: string;
}

export const kedroFunctionKinds = [
  "function",
  "lambda",
  "partial",
  "callable",
  "method",
  "closure",
  "generator",
  "builtin",
] as const;

export interface KedroFunction {
  readonly name: string;
  readonly module: string | null;
  readonly kind: (typeof kedroFunctionKinds)[number];
  /** Source file relative to the project; null for functions of other packages. */
  readonly file: string | null;
  readonly line: number | null;
}

export interface KedroDataset {
  /** Class as the catalog writes it, such as `pandas.CSVDataset`. */
  readonly type: string;
  readonly filepath: string | null;
  readonly versioned: boolean;
  /** Name of its credentials. */
  readonly credentials: string | null;
  /** Factory pattern it matched. */
  readonly pattern: string | null;
  /** The resolved entry, without credentials. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Something the extractor found wrong. */
export interface KedroFinding {
  readonly code: string;
  readonly subject: string;
  readonly message: string;
  readonly severity?: "error" | "warning";
}
