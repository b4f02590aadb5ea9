// Invokes a function that is not one of the environment's own, such as a hook, and waits for what it says.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { calling } from './errors';

/** What to invoke: a function by name, alias (`name:alias`) or ARN. */
export interface Invocation {
  readonly name: string;
  readonly event: object;
  /** Ends the wait; the function itself runs on. */
  readonly signal: AbortSignal;
  /** How long it may take; Lambda itself allows 900. */
  readonly seconds: number;
}

/** A function's result; `error` is undefined unless it failed ("Invoke", FunctionError), and `said` is its payload as text. */
export interface Invoked {
  readonly error: string | undefined;
  readonly said: string;
}

/** Invokes a function. Throws a UserError when the call fails, or what `signal` was aborted with. */
export async function invokeFunction(
  environment: Environment,
  context: Context,
  { name, event, signal, seconds }: Invocation,
): Promise<Invoked> {
  const sdk = await loadSdk(() => import('./sdk-lambda'));
  const config = clientConfig(environment, context.env);
  // Silence is no failure while the function works: the signal ends the wait, a little before these would.
  const milliseconds = (seconds + 5) * 1000;
  const requestHandler = { ...config.requestHandler, requestTimeout: milliseconds, socketTimeout: milliseconds };
  const client = new sdk.LambdaClient({ ...config, requestHandler });
  try {
    return await calling(environment, 'lambda:InvokeFunction', async () => {
      const Payload = new TextEncoder().encode(JSON.stringify(event));
      const answer = await client.send(new sdk.InvokeCommand({ FunctionName: name, Payload }), { abortSignal: signal });
      return { error: answer.FunctionError, said: new TextDecoder().decode(answer.Payload) };
    });
  } finally {
    client.destroy();
  }
}
