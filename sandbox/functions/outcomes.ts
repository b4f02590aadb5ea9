// The outcome of an invocation, from the bytes that a process sent. Pure.
import { failure } from './model';
import type { Outcome } from './model';

/** Longest payload of a synchronous invocation, in bytes ("Lambda quotas"). */
export const LARGEST_PAYLOAD = 6 * 1024 * 1024;

/** The outcome of a handler that returned. */
export const okOutcome = (body: Buffer | 'too-large'): Outcome =>
  body === 'too-large'
    ? failure('Function.ResponseSizeTooLarge', `Response payload size exceeded ${LARGEST_PAYLOAD} bytes.`)
    : { kind: 'ok', payload: body };

/** The outcome of a handler that failed, or could not be loaded. */
export const errorOutcome = (body: Buffer | 'too-large'): Outcome =>
  body === 'too-large' ? okOutcome(body) : { kind: 'error', payload: body };
