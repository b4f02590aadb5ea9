// The judgement of rollouts: from metrics and alarms to an evaluation with its reasons. Pure.
export * from './types';
export * from './thresholds';
export * from './judge';
export * from './combine-services';
export * from './forecast';
export { splitAtFirstShift } from './view';
export { addDetectable, findDetectable } from './detectable';
export { findCustomFault } from './custom-fault';
