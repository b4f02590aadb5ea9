// The words of hooks: what one is told, and what it answers.
import type { Environment } from '../../environments/schema';
import type { HookPoint } from '../../environments/schema-rollout';
import type { Color } from '../../routing/model';
import type { Context } from '../core/context';

/** What a hook is told, as JSON. Its form only ever grows; `schemaVersion` changes when a field does not mean the same any more. */
export interface Facts {
  readonly schemaVersion: 1;
  /** The rollout's id; null outside of one. */
  readonly rollout: string | null;
  readonly environment: string;
  readonly point: HookPoint;
  readonly services: readonly ServiceFacts[];
  /** Number of the step that was carried out, from 0; null before the first and after a rollback. */
  readonly step: number | null;
  /** Why, as -m or the rollout's verdict says it. */
  readonly reason: string | null;
  readonly by: string;
  /** ISO time. */
  readonly time: string;
}

/** A service as it is at the hook's point; before a stage, as it shall be. */
export interface ServiceFacts {
  readonly name: string;
  readonly candidate: Color;
  readonly active: Color;
  /** The candidate's whole percent of ordinary traffic. */
  readonly weight: number;
  /** What each color runs: an image's URI, or a package as the file writes it. */
  readonly code: Readonly<Record<Color, string>> | null;
}

/** How hooks answered. */
export type HookResult = { readonly kind: 'agreed' } | { readonly kind: 'failed'; readonly reason: string };

/** One call of a hook. `signal` ends it, after `seconds` or by Ctrl-C. */
export interface Call {
  readonly context: Context;
  readonly environment: Environment;
  readonly facts: Facts;
  readonly signal: AbortSignal;
  readonly seconds: number;
}

/** How one hook answered: `how` it failed, and what it `said`, the end of it. */
export type Answer =
  { readonly kind: 'agreed' } | { readonly kind: 'failed'; readonly how: string; readonly said: string };
