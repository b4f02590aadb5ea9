// The types of hooks: what a hook receives, and its result.
import type { Environment } from '../../environments/schema';
import type { HookPoint } from '../../environments/schema-rollout';
import type { Color } from '../../routing/model';
import type { Context } from '../core/context';

/** What a hook receives, as JSON. Fields are only added; `schemaVersion` changes when the meaning of a field changes. */
export interface HookPayload {
  readonly schemaVersion: 1;
  /** The rollout's id; null outside of a rollout. */
  readonly rollout: string | null;
  readonly environment: string;
  readonly point: HookPoint;
  readonly services: readonly PayloadService[];
  /** Number of the last completed step, from 0; null before the first step and after a rollback. */
  readonly step: number | null;
  /** The reason, from -m or from the rollout's verdict. */
  readonly reason: string | null;
  readonly by: string;
  /** ISO time. */
  readonly time: string;
}

/** A service at the hook's point; for `before_stage`, as it will be after the stage. */
export interface PayloadService {
  readonly name: string;
  readonly candidate: Color;
  readonly active: Color;
  /** The candidate's share of ordinary traffic, in whole percent. */
  readonly weight: number;
  /** What each color runs: an image's URI, or a package as written in the file. */
  readonly code: Readonly<Record<Color, string>> | null;
}

/** The result of all hooks of a point. */
export type HookResult = { readonly kind: 'agreed' } | { readonly kind: 'failed'; readonly reason: string };

/** One call of a hook. `signal` ends it, after `seconds` or by Ctrl-C. */
export interface HookCall {
  readonly context: Context;
  readonly environment: Environment;
  readonly payload: HookPayload;
  readonly signal: AbortSignal;
  readonly seconds: number;
}

/** The answer of one hook: `failure` describes why it failed, and `output` is what it printed or returned. */
export type HookAnswer =
  { readonly kind: 'agreed' } | { readonly kind: 'failed'; readonly failure: string; readonly output: string };
