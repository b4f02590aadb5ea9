// A hook that is an HTTP call: POSTs the payload; an answer of 2xx agrees.
import { urlOf } from '../core/webhook-url';
import type { HookAnswer, HookCall } from './types';

/** Calls a hook. A redirect fails, since the payload would not be sent along. Throws when nothing answers. */
export async function callHttp({ context, payload, signal }: HookCall, address: string): Promise<HookAnswer> {
  const answer = await context.fetch(urlOf(context, address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
    redirect: 'manual',
    signal,
  });
  const output = await answer.text();
  return answer.ok ? { kind: 'agreed' } : { kind: 'failed', failure: `answered ${answer.status}`, output };
}
