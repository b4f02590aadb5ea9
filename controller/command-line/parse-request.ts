// Parses the arguments of ctl explain into a request. Pure.
import { Address4, Address6 } from 'ip-address';
import type { RuleRequest } from '../../routing';
import { UserError } from '../core/errors';

/** Arguments as yargs parses them. */
export interface ExplainArguments {
  readonly host: string;
  readonly path: string;
  readonly ip: string;
  readonly method: string;
  readonly header?: readonly string[];
  readonly query?: readonly string[];
}

/**
 * Parses the request. A query may be part of the path, as in a URL.
 * @throws {UserError} USAGE for an invalid address, path, header or query.
 */
export function parseRequest(args: ExplainArguments): RuleRequest {
  if (!Address4.isValid(args.ip) && !Address6.isValid(args.ip)) {
    throw new UserError(
      'USAGE',
      `--ip ${JSON.stringify(args.ip)} is not an address`,
      'Write the address that the load balancer sees, such as 203.0.113.7',
    );
  }
  if (!args.path.startsWith('/')) {
    throw new UserError(
      'USAGE',
      `--path ${JSON.stringify(args.path)} does not begin with /`,
      'Write it as in a URL, such as /web',
    );
  }
  const [path = '/', search = ''] = args.path.split(/\?(.*)/s);
  const headers: Record<string, string[]> = {};
  for (const [name, value] of (args.header ?? []).map((text) => parsePair('--header', text))) {
    (headers[name.toLowerCase()] ??= []).push(value);
  }
  return {
    method: args.method.toUpperCase(),
    host: args.host,
    path,
    query: [...new URLSearchParams(search), ...(args.query ?? []).map((text) => parsePair('--query', text))],
    headers,
    sourceIp: args.ip,
  };
}

function parsePair(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UserError('USAGE', `${option} ${JSON.stringify(text)} has no name and value`, `Write ${option} NAME=VALUE`);
}
