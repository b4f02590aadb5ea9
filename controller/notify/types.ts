// The events of a release that notifications report.

/** What every event has. It holds no address and no secret. */
interface EventBase {
  readonly schemaVersion: 1;
  readonly environment: string;
  readonly services: readonly string[];
  /** The candidates' live share of ordinary traffic, in whole percent; the highest of several; null where it is not known. */
  readonly weight: number | null;
  readonly reason: string | null;
  /** The rollout's id; null outside of a rollout. */
  readonly rollout: string | null;
  readonly by: string;
  /** ISO time. */
  readonly time: string;
}

/** Something that happened to a release, or that it waits for. `expires` is an ISO time. */
export type ReleaseEvent = EventBase &
  (
    | {
        readonly kind:
          'started' | 'shifted' | 'paused' | 'resumed' | 'promoted' | 'settled' | 'rolled-back' | 'aborted';
      }
    | { readonly kind: 'approval-needed'; readonly approval: string; readonly expires: string }
  );
