/** One file of a stage. `name` is the path below the stage's root, or below the bucket for an external stage. */
export interface StagedFile {
  readonly name: string;
  readonly size: number;
  readonly md5: string;
  readonly lastModified: Date;
}

/** Where a stage's files lie: a folder on this machine or a bucket. Names are keys with `/`, never a leading one. */
export interface Storage {
  /** Every file whose name starts with the prefix, in order of name. */
  list(prefix: string): Promise<StagedFile[]>;
  /** Makes a file readable at a local path: copies it to `target`, or answers where it already lies. */
  fetch(name: string, target: string): Promise<string>;
  /** Stores a local file under a name, replacing what is there. */
  store(source: string, name: string): Promise<void>;
  remove(name: string): Promise<void>;
  close(): void;
}
