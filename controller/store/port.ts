// The port of the shared store: small texts that every checkout of an environment sees, each written only if it is unchanged.

/** A stored text, and what identifies this version of it. */
export interface StoredText {
  readonly text: string;
  readonly version: string;
}

/** How long to wait for an answer: `hurried` for a rollback, whose traffic must not wait for S3. */
export type Patience = 'patient' | 'hurried';

/**
 * Texts by key, such as `locks/prod.json`. Two implementations: files of this checkout, and objects beside the Terraform state in S3.
 * Every method throws a UserError when the store cannot be read or written.
 */
export interface SharedStore {
  /** Milliseconds between two reads of a process that waits for a change. */
  readonly pollMilliseconds: number;
  /** Where a text is, for people: a path, or a URL such as `s3://acme-state/teal/prod/locks/prod.json`. */
  place(key: string): string;
  /** Undefined when there is no such text. */
  read(key: string): Promise<StoredText | undefined>;
  /** Several texts of one folder, in the order of their keys. */
  readAll(keys: readonly string[]): Promise<readonly (StoredText | undefined)[]>;
  /** The keys directly in a folder such as `journal/prod/`, in order; with `after`, only those that follow it in that order. */
  list(folder: string, after?: string): Promise<readonly string[]>;
  /**
   * Writes a text if it is unchanged since it was read; with `read` undefined, if there is none yet. A text that is already stored
   * counts as written, since the answer to an earlier try may have been lost: two writers must not write equal texts. Undefined when
   * another writer was faster.
   */
  replace(key: string, text: string, read: StoredText | undefined): Promise<StoredText | undefined>;
  /** Removes a text. Its key must not be written again. */
  remove(key: string): Promise<void>;
}
