// Addresses of hooks and notifications in the file: a URL, or a variable that contains one. They may be secrets, so only their host
// is ever printed.
import { types } from 'node:util';
import { isWebAddress, parseVariable } from '../../environments/web-address';
import type { Context } from './context';
import { UserError } from './errors';

/**
 * Resolves an address to its URL.
 * @throws {UserError} exit 2 when the variable is not set or does not contain a URL.
 */
export function urlOf({ env }: Pick<Context, 'env'>, address: string): string {
  const name = parseVariable(address);
  if (name === undefined) return address;
  const value = env[name];
  if (value && isWebAddress(value)) return value;
  throw new UserError(
    'VARIABLE_INVALID',
    value ? `the variable ${name} does not contain a web address` : `the variable ${name} is not set`,
    `Set it to a URL that begins with https://`,
  );
}

/** The printable part of an address: the host, or the name of the variable. */
export function placeOf(address: string): string {
  if (parseVariable(address) !== undefined) return address;
  return URL.canParse(address) ? new URL(address).host : 'an address';
}

/** Describes why a call to an address failed, without the address, which some errors of Node contain. */
export function withoutAddress(context: Pick<Context, 'env'>, address: string, error: unknown): string {
  const name = parseVariable(address);
  const url = name === undefined ? address : (context.env[name] ?? '');
  // The cause of a failed fetch is more precise than its own message; a refused call to several addresses has only a code.
  const wraps = types.isNativeError(error) && error.message === 'fetch failed' && types.isNativeError(error.cause);
  const inner = wraps ? error.cause : error;
  const code = types.isNativeError(inner) && 'code' in inner ? String(inner.code) : '';
  const text = types.isNativeError(inner) ? inner.message || code || inner.name : String(inner);
  const spellings = URL.canParse(url) ? [url, new URL(url).href] : [url];
  return spellings.filter(Boolean).reduce((line, one) => line.replaceAll(one, placeOf(address)), text);
}
