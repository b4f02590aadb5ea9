// Listener rules as data, and the changes between them. Matching of requests is in requests.ts, which few verbs need.
export * from './model';
export * from './slots';
export * from './desired';
export * from './diff';
export * from './on-live';
export * from './weights';
export type * from './match';
export type * from './overlap';
export type { Mismatch, Router } from './router';
