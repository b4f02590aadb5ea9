// The pure room of routing: rules as data, what changes them, and where a request goes.
export * from './model';
export * from './slots';
export * from './desired';
export * from './diff';
export * from './match';
export type { Mismatch, Router } from './router';
export * from './overlap';
