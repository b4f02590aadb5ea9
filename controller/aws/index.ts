// The AWS side of ctl: everything that talks to the APIs of AWS, the sandbox or an emulator.
export { callerAccount } from './account';
export { deploySandbox } from './deploy-sandbox';
export type { SandboxDeployment } from './deploy-sandbox';
export { createFunctions } from './functions';
export type { DeployedFunction, Functions } from './functions';
export { openLiveRules } from './live-rules';
export type { LiveRules } from './live-rules';
export { createRouter } from './router';
export type { RouterOptions } from './router';
export type { SandboxChange } from './sandbox-change';
