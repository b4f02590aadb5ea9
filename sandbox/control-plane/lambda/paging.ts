// Pages of a List action of Lambda: MaxItems and Marker in, a page and NextMarker out. Pure.
import { invalidParameter } from '../errors';
import type { LambdaCall } from './call';

/** The most items of a page, and their number when the request gives none ("ListFunctions"). */
const LARGEST_PAGE = 50;
const MOST_ITEMS = 10_000;

/** One page of a list. The marker is opaque to the caller; here it is the position in the list. */
export function readPage<T>({ query }: LambdaCall, all: readonly T[]): { items: T[]; NextMarker: string | undefined } {
  const asked = Number(query.get('MaxItems') ?? LARGEST_PAGE);
  if (!Number.isInteger(asked) || asked < 1 || asked > MOST_ITEMS) {
    throw invalidParameter(`MaxItems must be between 1 and ${MOST_ITEMS}, not ${asked}`);
  }
  const marker = query.get('Marker') ?? '0';
  if (!/^\d{1,9}$/.test(marker)) throw invalidParameter(`Invalid marker ${marker}`);
  const end = Number(marker) + Math.min(asked, LARGEST_PAGE);
  return { items: all.slice(Number(marker), end), NextMarker: end < all.length ? String(end) : undefined };
}
