// What becomes of an invocation's outcome when a fault hits it: the function has run, and its answer is spoilt. Pure.
import { failure } from '../functions/model';
import type { Outcome } from '../functions/model';
import type { Effect } from './model';

const ASKED_FOR = 'This answer was asked for.\n';

/** The outcome that the caller gets. A failure of the function's own stays what it is. */
export function spoilt(outcome: Outcome, effect: Effect): Outcome {
  if (outcome.kind !== 'ok') return outcome;
  if (effect.kind === 'fail') return failure('Sandbox.InjectedFault', 'This failure was asked for.');
  if (effect.kind === 'answer') return { kind: 'ok', payload: withStatus(outcome.payload, effect.status) };
  return outcome;
}

/** The answer with another status. Its headers stay, so that a client still sees which color it was. */
function withStatus(payload: Buffer, statusCode: number): Buffer {
  return Buffer.from(JSON.stringify({ ...objectIn(payload), statusCode, isBase64Encoded: false, body: ASKED_FOR }));
}

function objectIn(payload: Buffer): object {
  try {
    const json: unknown = JSON.parse(payload.toString('utf8'));
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}
