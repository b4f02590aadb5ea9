// Rollouts: a release that moves by itself, as a pure state machine.
export * from './types';
export * from './machine';
export * from './next';
export * from './plan';
export * from './preconditions';
