// Gates on the way of a release: times without shifts, and what another environment must have carried first. Pure.
export { baked } from './baked';
export type { Baked, Demand, PastChange } from './baked';
export { frozen } from './freeze';
export type { Frozen } from './freeze';
export { identityOf } from './identity';
export type { Identity } from './identity';
