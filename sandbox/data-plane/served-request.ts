// A request that was answered, for whoever watches: what was asked, and which function answered how fast. Pure.
import type { Answer } from './answer';
import type { ParsedRequest } from './request';

/** A request that was answered. It has no query, no headers and no body, which may hold secrets. */
export interface ServedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The function that was asked, and its version; null for an answer of the load balancer itself. */
  readonly functionName: string | null;
  readonly version: string | null;
  readonly milliseconds: number;
}

/** A request with this header is answered with the name and the version of the function in the other one. ALB does not do this. */
export const ASK_HEADER = 'x-teal-ask';
export const ANSWERED_HEADER = 'x-teal-answered-by';

/** Describes a request that was answered. */
export const describeServed = (
  { method, path }: ParsedRequest,
  { status, by }: Answer,
  now: Date,
  milliseconds: number,
): ServedRequest => ({
  at: now.toISOString(),
  method,
  path,
  status,
  functionName: by?.name ?? null,
  version: by?.version ?? null,
  milliseconds,
});

/** The answer with the name and the version of its function. */
export const nameFunction = (answer: Answer): Answer =>
  answer.by
    ? { ...answer, headers: [...answer.headers, [ANSWERED_HEADER, `${answer.by.name} ${answer.by.version}`]] }
    : answer;
