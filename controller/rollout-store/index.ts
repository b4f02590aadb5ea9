// The stored rollouts of an environment.
export { endRollouts, journalEnd } from './end';
export type { DoneElsewhere, EndedRollouts } from './end';
export { openRolloutStore } from './store';
export type { ReadRollouts, RolloutStore, UpdatedRollout } from './store';
export { isDriven } from './driven';
export { isUnfinished } from './stored';
export type { StoredRollout } from './stored';
