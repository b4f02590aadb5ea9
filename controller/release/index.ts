// The pure room of releases: phases, and the verbs that lead from one to the next.
export * from './phase';
export * from './decision';
export * from './verbs';
export * from './return-to';
export * from './stage';
export * from './summary';
export * from './rollout';
