// Calls of the console's server, with the token of this page.
import type { ActAnswer, ActRequest, ExplainAnswer, Problem } from '../controller/console/wire';
import { token } from './token';

/** An answer, or why there is none. */
export type Answer<T> = { readonly ok: T; readonly problem: null } | { readonly ok: null; readonly problem: Problem };

const DOWN: Problem = {
  code: 'CONSOLE_DOWN',
  message: 'The console does not answer',
  hint: 'Start it again: ctl console',
};

async function call<T>(path: string, options: RequestInit = {}): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, {
      ...options,
      headers: { authorization: `Bearer ${token()}`, ...options.headers },
    });
    const document: unknown = await answer.json();
    return answer.ok
      ? { ok: document as T, problem: null }
      : { ok: null, problem: (document as { readonly error: Problem }).error };
  } catch {
    return { ok: null, problem: DOWN };
  }
}

/** Does something, or with `dryRun` tries it. */
export const act = (request: ActRequest): Promise<Answer<ActAnswer>> =>
  call('/api/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });

/** Which rule a request would hit. */
export const explain = (query: Readonly<Record<string, string>>): Promise<Answer<ExplainAnswer>> =>
  call(`/api/explain?${new URLSearchParams(query).toString()}`);

/** What a rollout would see. */
export const forecast = (environment: string, service: string): Promise<Answer<readonly string[]>> =>
  call(`/api/forecast?${new URLSearchParams({ environment, service }).toString()}`);
