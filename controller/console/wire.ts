// What the server and the page of the console send each other, as data.
import type { Color, Weights } from '../../routing/model';

/** Why something cannot be read or done: a code of docs/errors.md, what happened, and what to do next. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** An action of an operator, and why it cannot be used now; null when it can. */
export interface ActionState {
  readonly verb: Verb;
  readonly why: string | null;
}

export type Verb =
  'canary' | 'shift' | 'promote' | 'settle' | 'rollback' | 'start' | 'pause' | 'resume' | 'approve' | 'abort';

/** The last change of a service in the journal. */
export interface LastChange {
  readonly revision: number;
  readonly at: string;
  readonly who: string;
  readonly verb: string;
  readonly reason: string | null;
}

/** An unfinished rollout of a service in one line. `progress`: such as `step 2 of 4`. */
export interface RolloutLine {
  readonly id: string;
  readonly progress: string;
  readonly paused: string | null;
  readonly driven: boolean;
}

/** A service in the overview. `live` is what the load balancer has; null where it cannot be read. */
export interface ServiceCard {
  readonly service: string;
  readonly phase: string;
  readonly active: Color;
  readonly candidate: Color;
  readonly asked: Weights;
  readonly live: Weights | null;
  readonly canary: boolean;
  readonly canaryIps: readonly string[];
  readonly versions: Readonly<Record<Color, string | null>>;
  /** `unknown` where the live rules cannot be read. */
  readonly state: 'in sync' | 'drift' | 'not deployed' | 'unknown';
  readonly drift: readonly string[];
  readonly unreleased: readonly string[];
  readonly checkout: 'current' | 'unfinished' | 'stale' | 'edited' | null;
  /** Whether a rollback would work now; null where it is unknown. */
  readonly rollback: { readonly ready: boolean; readonly faults: readonly string[] } | null;
  readonly last: LastChange | null;
  readonly rollout: RolloutLine | null;
  readonly actions: readonly ActionState[];
}

/** An environment. `problems`: everything that could not be read, or that stands in the way. */
export interface EnvironmentView {
  readonly name: string;
  readonly target: 'aws' | 'sandbox' | null;
  readonly region: string | null;
  /** Who changes it now; null when nobody does. */
  readonly lockedBy: string | null;
  readonly problems: readonly Problem[];
  readonly services: readonly ServiceCard[];
}

/** The console itself. */
export interface ConsoleInfo {
  readonly version: string;
  readonly user: string;
  readonly root: string;
  readonly readOnly: boolean;
}

/** One point of the charts: the counts of both colors from `at` on, for `seconds`. */
export interface SeriesPoint {
  readonly at: string;
  readonly seconds: number;
  readonly blue: SeriesCounts;
  readonly green: SeriesCounts;
}

export interface SeriesCounts {
  readonly requests: number;
  readonly failures: number;
  readonly p95Ms: number | null;
}

/** A time at which the weights changed, such as `green 25 %`. */
export interface WeightMark {
  readonly at: string;
  readonly text: string;
}

/** Metrics over time. */
export interface Series {
  readonly from: string;
  readonly to: string;
  readonly points: readonly SeriesPoint[];
  readonly marks: readonly WeightMark[];
}

/** One step of a rollout, in words. `evidence`: odds for both sides, and how much decides. */
export interface StepView {
  readonly weight: number;
  readonly state: 'done' | 'now' | 'next';
  readonly length: string;
  readonly verdict: string | null;
  readonly metrics: readonly MetricView[];
}

/** One metric of the last evaluation of a step. `detail`: the smallest effect that it can see by now. */
export interface MetricView {
  readonly name: string;
  readonly kind: 'pass' | 'fail' | 'inconclusive' | 'hold' | 'pause';
  readonly reason: string;
  readonly detail: string | null;
  readonly evidence: { readonly worse: number; readonly notWorse: number; readonly needed: number } | null;
}

/** A rollout. `where`: such as `holds at 10 %`; `left`: such as `4m left`. */
export interface RolloutView {
  readonly id: string;
  readonly by: string;
  readonly reason: string | null;
  readonly services: readonly string[];
  readonly startedAt: string;
  readonly where: string;
  readonly left: string | null;
  readonly paused: string | null;
  readonly trouble: readonly string[];
  readonly driver: string | null;
  readonly ended: string | null;
  readonly approval: string | null;
  readonly steps: readonly StepView[];
}

/** A rule of the listener, as it is live. `owner`: the service and role by the file; null for a rule of others. */
export interface RuleView {
  readonly priority: number | 'default';
  readonly owner: string | null;
  readonly mine: boolean;
  readonly who: string;
  readonly goesTo: string;
}

/** An entry of the journal. */
export interface EntryView extends LastChange {
  readonly to: string | null;
  readonly via: string;
  readonly result: string;
  readonly details: readonly string[];
}

/** A version of a service. */
export interface VersionView {
  readonly id: string;
  readonly on: string | null;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  readonly code: string;
}

/** A part of a page that was read, or why it was not. */
export type Part<T> = { readonly read: T; readonly problem: null } | { readonly read: null; readonly problem: Problem };

/** Everything about one service but what the overview has. */
export interface ServiceView {
  readonly environment: string;
  readonly service: string;
  readonly series: Part<Series>;
  readonly rollout: Part<RolloutView | null>;
  readonly rules: Part<readonly RuleView[]>;
  readonly history: Part<readonly EntryView[]>;
  readonly versions: Part<readonly VersionView[]>;
}

/** Where a request would go, with the lines that `ctl explain` prints. */
export interface ExplainAnswer {
  readonly destinations: readonly { readonly name: string; readonly color: Color | null; readonly percent: number }[];
  readonly lines: readonly string[];
}

/** What an operator asks for. With `dryRun` nothing changes. */
export interface ActRequest {
  readonly verb: Verb;
  readonly environment: string;
  readonly service: string;
  readonly dryRun: boolean;
  readonly reason?: string;
  /** Of a shift: the candidate's share in whole percent. */
  readonly percent?: number;
  /** Of a canary. `file`: the addresses in the file. */
  readonly canary?: 'me' | 'file' | 'off' | readonly string[];
  /** Of an approval: the one that the page shows. */
  readonly approval?: string;
}

/** What came of it. `running`: it goes on in a process of its own. `command`: the same as a command line. */
export interface ActAnswer {
  readonly command: string;
  readonly running: boolean;
  readonly exitCode: number | null;
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
  readonly error: Problem | null;
}

/** An event of the stream. */
export type StreamEvent =
  | { readonly kind: 'hello'; readonly info: ConsoleInfo; readonly environments: readonly string[] }
  | { readonly kind: 'environment'; readonly view: EnvironmentView; readonly readAt: string }
  | { readonly kind: 'unchanged'; readonly name: string; readonly readAt: string }
  | { readonly kind: 'service'; readonly view: ServiceView; readonly readAt: string }
  | { readonly kind: 'alive' };
