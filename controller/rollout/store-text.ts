// One text, such as a file or an S3 object, that is only replaced if no other writer has replaced it.

export interface TextStore {
  /** Where the text is, for people. */
  readonly place: string;
  /** How often to read it at least while waiting, in milliseconds. */
  readonly pollMilliseconds: number;
  read(): Promise<StoredText>;
}

export interface StoredText {
  /** Empty before the first write. */
  readonly text: string;
  /** False when another writer was faster. */
  replace(text: string): Promise<boolean>;
}
