// The pure part of releases: phases, the verbs that lead from one to the next, and rollouts.
export * from './phase';
export * from './decision';
export * from './verbs';
export * from './rollback-to-revision';
export * from './stage';
export * from './snapshot';
export * from './rollout';
