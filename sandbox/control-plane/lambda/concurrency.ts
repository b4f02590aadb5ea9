// Reserved concurrency: how many environments a function may have at a time.
import * as z from 'zod';
import { findFunction, readInput, replaceFunction } from './call';
import type { LambdaAction } from './call';

const input = z.object({ ReservedConcurrentExecutions: z.number().int().min(0) });

export const putConcurrency: LambdaAction = (world, call) => {
  const { ReservedConcurrentExecutions: reservedConcurrency } = readInput(call, input);
  replaceFunction(world, { ...findFunction(world, call), reservedConcurrency });
  return { status: 200, body: { ReservedConcurrentExecutions: reservedConcurrency } };
};

export const getConcurrency: LambdaAction = (world, call) => ({
  status: 200,
  body: { ReservedConcurrentExecutions: findFunction(world, call).reservedConcurrency },
});

export const deleteConcurrency: LambdaAction = (world, call) => {
  replaceFunction(world, { ...findFunction(world, call), reservedConcurrency: undefined });
  return { status: 204 };
};
