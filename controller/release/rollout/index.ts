// Rollouts: a release that moves by itself, as a state machine. Pure.
export * from './types';
export * from './machine';
export { createRolloutState } from './state';
export type { RolloutStart } from './state';
export * from './next';
export { describePosition } from './describe';
export * from './shares';
export * from './plan';
export * from './preconditions';
export * from './way-back';
