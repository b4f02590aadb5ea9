// The pure room of routing: rules as data, and what changes them. Where a request goes is in requests.ts, as few verbs ask.
export * from './model';
export * from './slots';
export * from './desired';
export * from './diff';
export type * from './match';
export type * from './overlap';
export type { Mismatch, Router } from './router';
