// Gates on the way of a release: times without shifts, and what another environment must have carried first. Pure.
export { baked } from './promotion';
export type { Baked, Demand, PastChange } from './promotion';
export { frozen } from './freeze';
export type { Frozen } from './freeze';
export { identityOf } from './identity';
export type { Identity } from './identity';
