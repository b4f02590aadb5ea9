// A request that reaches a service through the sandbox's load balancer, and its answer.
import { request } from 'node:http';
import type { Agent } from 'node:http';
import type { Service } from '../../environments/schema';
import { ANSWERED_HEADER, ASK_HEADER } from '../../sandbox/data-plane/served-request';

/** Where to send it. */
export interface ServiceRequest {
  readonly port: number;
  readonly path: string;
  readonly host: string | undefined;
}

/** The answer: its status, or the error code of the connection, and the function and the version that the sandbox names. */
export interface ServiceAnswer {
  readonly status: number | string;
  readonly functionName: string | null;
  readonly version: string | null;
}

/** A path and a host that the service's production rule matches: its first ones, with their wildcards filled in. */
export function chooseRequest(
  { paths, hostnames }: Pick<Service, 'paths' | 'hostnames'>,
  port: number,
): ServiceRequest {
  const [path = '/*'] = paths;
  const [host] = hostnames;
  return { port, path: path.replaceAll('*', '').replaceAll('?', 'x') || '/', host: host?.replaceAll(/[*?]/g, 'x') };
}

/** Sends it; never throws. */
export function sendServiceRequest({ port, path, host }: ServiceRequest, agent: Agent): Promise<ServiceAnswer> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      resolve({ status: error.code ?? error.message, functionName: null, version: null });
    const headers = { [ASK_HEADER]: 'function', ...(host === undefined ? {} : { host }) };
    const sent = request({ host: '127.0.0.1', port, path, agent, headers }, (answer) => {
      const [functionName = null, version = null] = String(answer.headers[ANSWERED_HEADER] ?? '')
        .split(' ')
        .filter(Boolean);
      answer.once('error', fail);
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, functionName, version }));
      answer.resume();
    });
    sent.once('error', fail);
    sent.end();
  });
}
