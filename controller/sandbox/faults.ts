// Reads and sets the faults of a sandbox's functions through its control endpoint.
import type { Fault } from '../../sandbox/faults/model';
import type { Context } from '../core/context';
import { UserError, messageOf } from '../core/errors';

const TIMEOUT_MS = 5000;

/** Faults by the name of their function. */
export type FaultsByFunction = Readonly<Record<string, Fault>>;

/**
 * Reads the faults that functions have.
 * @throws {UserError} when the sandbox does not answer, or its version has no faults.
 */
export const readFaults = (context: Context, controlPort: number): Promise<FaultsByFunction> =>
  call(context, controlPort, 'GET', '');

/** Gives a function a fault. */
export const putFault = (context: Context, controlPort: number, fn: string, fault: Fault): Promise<FaultsByFunction> =>
  call(context, controlPort, 'PUT', `/${fn}`, fault);

/** Removes the fault of a function. */
export const removeFault = (context: Context, controlPort: number, fn: string): Promise<FaultsByFunction> =>
  call(context, controlPort, 'DELETE', `/${fn}`);

async function call(
  context: Context,
  controlPort: number,
  method: string,
  path: string,
  fault?: Fault,
): Promise<FaultsByFunction> {
  const url = `http://127.0.0.1:${controlPort}/_teal/faults${path}`;
  const body = fault && JSON.stringify(fault);
  try {
    const answer = await context.fetch(url, { method, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
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
