// Matching of requests. Not in index.ts, since it loads a library for IP addresses, which a rollback should not wait for.
export * from './match';
export * from './overlap';
