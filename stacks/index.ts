// CDKTF stacks of an environment: what Terraform creates and keeps.
export { foundationStackName, serviceStackName } from './names';
export { synthesise } from './synthesise';
export type { StackInfo, SynthesiseOptions } from './synthesise';
