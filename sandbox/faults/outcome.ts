// Applies a fault to the outcome of an invocation: the function has run, and its answer is replaced. Pure.
import { failure } from '../functions/model';
import type { Outcome } from '../functions/model';
import type { Effect } from './model';

const INJECTED_BODY = 'This answer is an injected fault.\n';

/** The outcome that the caller gets. The function's own failure is not changed. */
export function applyEffect(outcome: Outcome, effect: Effect): Outcome {
  if (outcome.kind !== 'ok') return outcome;
  if (effect.kind === 'fail') return failure('Sandbox.InjectedFault', 'This failure is an injected fault.');
  if (effect.kind === 'answer') return { kind: 'ok', payload: replaceStatus(outcome.payload, effect.status) };
  return outcome;
}

/** The answer with another status. Its headers stay, so that a client still sees the color. */
function replaceStatus(payload: Buffer, statusCode: number): Buffer {
  return Buffer.from(
    JSON.stringify({ ...parseObject(payload), statusCode, isBase64Encoded: false, body: INJECTED_BODY }),
  );
}

function parseObject(payload: Buffer): object {
  try {
    const json: unknown = JSON.parse(payload.toString('utf8'));
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}
