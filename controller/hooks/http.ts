// A hook that is an HTTP call: the facts by POST; an answer of 2xx agrees.
import { urlOf } from '../core/webhook-url';
import { endOf } from './output-tail';
import type { Answer, Call } from './types';

/** Calls a hook. A redirect is no answer, since the facts would not go along. Throws when nothing answers. */
export async function callHttp({ context, facts, signal }: Call, address: string): Promise<Answer> {
  const answer = await context.fetch(urlOf(context, address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(facts),
    redirect: 'manual',
    signal,
  });
  const said = await answer.text();
  if (answer.ok) return { kind: 'agreed' };
  return { kind: 'failed', how: `answered ${answer.status}`, said: endOf(said) };
}
