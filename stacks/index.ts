// CDKTF stacks of an environment: what Terraform creates and keeps.
export { foundationStackName, serviceStackName } from '../environments/stack-names';
export { synthesise } from './synthesise';
export type { StackInfo, SynthesiseOptions } from './synthesise';
