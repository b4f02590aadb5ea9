// The gates of a release that need no I/O: freezes, and promotion between environments. Pure.
export { checkPromotion } from './promotion';
export type { PromotionResult, PromotionRequirement, PastChange } from './promotion';
export { checkFreeze } from './freeze';
export type { FreezeState } from './freeze';
export { identifyCode } from './identity';
export type { CodeIdentity } from './identity';
