// The AWS side of ctl: everything that talks to the APIs of AWS, the sandbox or an emulator.
export { callerAccount } from './caller-account';
export { openCloudWatch } from './cloudwatch';
export type { CloudWatch, FoundAlarm, MetricData, MetricQuery, TimeRange } from './cloudwatch';
export { deploySandbox } from '../sandbox/deploy';
export type { SandboxDeployment } from '../sandbox/deploy';
export { createFunctions } from './deployed-functions';
export type { DeployedFunction, Functions } from './deployed-functions';
export { openLiveRules } from './live-rules';
export type { LiveRules } from './live-rules';
export { openDimensions } from './metric-dimensions';
export type { ColorDimensions, Dimensions } from './metric-dimensions';
export { createRouter } from './router';
export type { RouterOptions } from './router';
export type { SandboxChange } from '../sandbox/change';
