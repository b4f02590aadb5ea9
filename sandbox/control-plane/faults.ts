// The sandbox's own endpoint for faults: GET /_teal/faults, PUT and DELETE /_teal/faults/FUNCTION.
import * as z from 'zod';
import { faultSchema } from '../faults/model';
import type { Fault } from '../faults/model';
import type { Faults } from '../faults/registry';

const PATH = '/_teal/faults';

/** What the endpoint works on. `known` are the names of the functions that there are; undefined where nobody knows. */
export interface FaultsWorld {
  readonly faults: Faults;
  readonly known: readonly string[] | undefined;
}

/** An answer's status and JSON. */
export interface FaultsAnswer {
  readonly status: number;
  readonly body: object;
}

export const isFaultsPath = (path: string): boolean => path === PATH || path.startsWith(`${PATH}/`);

/** Answers a request. Every answer that is no refusal lists the faults as they are after it. */
export function answerFaults(world: FaultsWorld, method: string, path: string, body: Buffer): FaultsAnswer {
  const fn = path.slice(PATH.length + 1);
  if (method === 'GET' && fn === '') return listed(world.faults);
  if (fn === '' || (method !== 'PUT' && method !== 'DELETE')) {
    return refused(405, `There are GET ${PATH}, and PUT and DELETE ${PATH}/FUNCTION; not ${method} ${path}.`);
  }
  if (method === 'DELETE') {
    world.faults.remove(fn);
    return listed(world.faults);
  }
  if (world.known && !world.known.includes(fn)) {
    return refused(404, `There is no function ${fn}. There are: ${world.known.join(', ') || 'none yet'}.`);
  }
  const fault = readFault(body);
  if (fault.kind === 'bad') return refused(400, fault.reason);
  world.faults.put(fn, fault.fault);
  return listed(world.faults);
}

type Read = { readonly kind: 'fault'; readonly fault: Fault } | { readonly kind: 'bad'; readonly reason: string };

function readFault(body: Buffer): Read {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { kind: 'bad', reason: 'The body is not JSON. Send a fault, such as {"kind":"errors","percent":5}.' };
  }
  const parsed = faultSchema.safeParse(json);
  return parsed.success
    ? { kind: 'fault', fault: parsed.data }
    : { kind: 'bad', reason: z.prettifyError(parsed.error) };
}

const listed = (faults: Faults): FaultsAnswer => ({ status: 200, body: { schemaVersion: 1, faults: faults.list() } });

const refused = (status: number, Message: string): FaultsAnswer => ({
  status,
  body: { Code: status === 404 ? 'ResourceNotFoundException' : 'ValidationError', Message },
});
