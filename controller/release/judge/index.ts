// The judgement of rollouts: evidence in, a look with its reasons out.
export * from './types';
export * from './judge';
export * from './combine-services';
