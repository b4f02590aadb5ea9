// Environment files: reading, checking and editing them, and the packages they name.
export { checkCanarySource } from './canary-source';
export { editEnvironment } from './edit-environment';
export type { Edit } from './edit';
export type { Fault } from './finding';
export { findEnvironments } from './files';
export { loadEnvironment, parseEnvironment } from './load';
export type { LoadOptions, Loaded } from './load';
export { findCommonClaims, readClaims, readClaimsOnce } from './neighbours';
export type { ReadClaims } from './neighbours';
export type { Claims } from './claims/claims';
export { resolvePackage } from './package';
export type { Artifact } from './package';
export type { Places } from './places';
export * from './problems';
export * from './schema';
export * from './service';
export { writeEnvironment } from './write';
