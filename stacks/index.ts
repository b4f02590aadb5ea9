// CDKTF stacks of an environment: what Terraform creates and keeps.
export { foundationStackName, serviceStackName } from '../environments/stack-names';
export { lastServingColors } from './last-synthesis';
export { synthesise } from './synthesise';
export type { StackInfo, SynthesiseOptions } from './synthesise';
