// One replacement of a piece of text. Pure.
import type { Node, Pair, YAMLMap } from 'yaml';

/** Replace the text from `start` to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why no splice makes the edit, for the user. */
export interface NoSplice {
  readonly reason: string;
}

/** A map whose keys and values are nodes of a parsed text. */
export type TextMap = YAMLMap<Node, Node | null>;

/** A key and its value in such a map. */
export type TextPair = Pair<Node, Node | null>;
