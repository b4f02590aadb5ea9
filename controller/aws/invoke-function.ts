// Invokes a function that does not belong to the environment, such as a hook, and waits for its result.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { callAws } from './errors';

/** What to invoke: a function by name, alias (`name:alias`) or ARN. */
export interface Invocation {
  readonly name: string;
  readonly event: object;
  /** Ends the wait; the function itself keeps running. */
  readonly signal: AbortSignal;
  /** How long it may take; Lambda allows at most 900. */
  readonly seconds: number;
}

/** The result of a function. `error` is undefined unless it failed ("Invoke", FunctionError); `output` is the payload as text. */
export interface Invoked {
  readonly error: string | undefined;
  readonly output: string;
}

/** Invokes a function. Throws a UserError when the call fails, or the reason of `signal` when that is aborted. */
export async function invokeFunction(
  environment: Environment,
  context: Context,
  { name, event, signal, seconds }: Invocation,
): Promise<Invoked> {
  const sdk = await loadSdk(() => import('./sdk-lambda'));
  const config = clientConfig(environment, context);
  // A function that is still running sends nothing: the signal ends the wait, shortly before these timeouts would.
  const milliseconds = (seconds + 5) * 1000;
  const requestHandler = { ...config.requestHandler, requestTimeout: milliseconds, socketTimeout: milliseconds };
  const client = new sdk.LambdaClient({ ...config, requestHandler });
  try {
    return await callAws(environment, 'lambda:InvokeFunction', async () => {
      const Payload = new TextEncoder().encode(JSON.stringify(event));
      const answer = await client.send(new sdk.InvokeCommand({ FunctionName: name, Payload }), { abortSignal: signal });
      return { error: answer.FunctionError, output: new TextDecoder().decode(answer.Payload) };
    });
  } finally {
    client.destroy();
  }
}
