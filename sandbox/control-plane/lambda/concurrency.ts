// Reserved concurrency: how many environments a function may have at a time.
import * as z from 'zod';
import { findFunction, readInput, replaceFunction } from './call';
import type { LambdaAction } from './call';

const input = z.object({ ReservedConcurrentExecutions: z.number().int().min(0) });

export const putConcurrency: LambdaAction = (context, call) => {
  const { ReservedConcurrentExecutions: reservedConcurrency } = readInput(call, input);
  replaceFunction(context, { ...findFunction(context, call), reservedConcurrency });
  return { status: 200, body: { ReservedConcurrentExecutions: reservedConcurrency } };
};

export const getConcurrency: LambdaAction = (context, call) => ({
  status: 200,
  body: { ReservedConcurrentExecutions: findFunction(context, call).reservedConcurrency },
});

export const deleteConcurrency: LambdaAction = (context, call) => {
  replaceFunction(context, { ...findFunction(context, call), reservedConcurrency: undefined });
  return { status: 204 };
};
