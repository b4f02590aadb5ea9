// The sandbox's own endpoint for faults: GET /_teal/faults, PUT and DELETE /_teal/faults/FUNCTION.
import * as z from 'zod';
import { faultSchema } from '../faults/model';
import type { Fault } from '../faults/model';
import type { Faults } from '../faults/registry';

const PATH = '/_teal/faults';

/** What the endpoint works on. `known` are the names of the existing functions; undefined when they are not known. */
export interface FaultsContext {
  readonly faults: Faults;
  readonly known: readonly string[] | undefined;
}

/** An answer's status and JSON. */
export interface FaultsAnswer {
  readonly status: number;
  readonly body: object;
}

export const isFaultsPath = (path: string): boolean => path === PATH || path.startsWith(`${PATH}/`);

/** Answers a request. Every answer but a refusal lists the faults after the request. */
export function answerFaults(context: FaultsContext, method: string, path: string, body: Buffer): FaultsAnswer {
  const fn = path.slice(PATH.length + 1);
  if (method === 'GET' && fn === '') return listFaults(context.faults);
  if (fn === '' || (method !== 'PUT' && method !== 'DELETE')) {
    return refuse(405, `Use GET ${PATH}, or PUT or DELETE ${PATH}/FUNCTION, not ${method} ${path}.`);
  }
  if (method === 'DELETE') {
    context.faults.remove(fn);
    return listFaults(context.faults);
  }
  if (context.known && !context.known.includes(fn)) {
    return refuse(404, `There is no function ${fn}. There are: ${context.known.join(', ') || 'none yet'}.`);
  }
  const fault = readFault(body);
  if (fault.kind === 'bad') return refuse(400, fault.reason);
  context.faults.put(fn, fault.fault);
  return listFaults(context.faults);
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

const listFaults = (faults: Faults): FaultsAnswer => ({
  status: 200,
  body: { schemaVersion: 1, faults: faults.list() },
});

const refuse = (status: number, Message: string): FaultsAnswer => ({
  status,
  body: { Code: status === 404 ? 'ResourceNotFoundException' : 'ValidationError', Message },
});
