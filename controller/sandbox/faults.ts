// Reads and sets the faults of a sandbox's functions through its control endpoint.
import type { Fault } from '../../sandbox/faults/model';
import type { Context } from '../core/context';
import { UserError, messageOf } from '../core/errors';
import { sandboxHeaders } from '../workspace/sandbox-credentials';

const TIMEOUT_MS = 5000;

/** Faults by the name of their function. */
export type FaultsByFunction = Readonly<Record<string, Fault>>;

/** The control endpoint of an environment's sandbox. */
export interface ControlEndpoint {
  readonly environment: string;
  readonly controlPort: number;
}

/**
 * Reads the faults that functions have.
 * @throws {UserError} when the sandbox does not answer, or its version has no faults.
 */
export const readFaults = (context: Context, endpoint: ControlEndpoint): Promise<FaultsByFunction> =>
  call(context, endpoint, 'GET', '');

/** Gives a function a fault. */
export const putFault = (
  context: Context,
  endpoint: ControlEndpoint,
  fn: string,
  fault: Fault,
): Promise<FaultsByFunction> => call(context, endpoint, 'PUT', `/${fn}`, fault);

/** Removes the fault of a function. */
export const removeFault = (context: Context, endpoint: ControlEndpoint, fn: string): Promise<FaultsByFunction> =>
  call(context, endpoint, 'DELETE', `/${fn}`);

async function call(
  context: Context,
  { environment, controlPort }: ControlEndpoint,
  method: string,
  path: string,
  fault?: Fault,
): Promise<FaultsByFunction> {
  const url = `http://127.0.0.1:${controlPort}/_teal/faults${path}`;
  const body = fault && JSON.stringify(fault);
  try {
    const headers = sandboxHeaders(context.root, environment);
    const answer = await context.fetch(url, { method, headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 300)}`);
    return await parse(text);
  } catch (error) {
    const why = messageOf(error);
    throw new UserError(
      'SANDBOX_FAILED',
      `The sandbox on port ${controlPort} did not accept ${method} ${url}: ${why}`,
      'It may be of another version of ctl: ctl sandbox down, then ctl sandbox up --detach',
      { cause: error },
    );
  }
}

async function parse(text: string): Promise<FaultsByFunction> {
  const { faultsSchema } = await import('../../sandbox/faults/model');
  return faultsSchema.parse(JSON.parse(text)).faults;
}
