// Pages of a Describe action: PageSize and Marker in, a page and NextMarker out. Pure.
import { invalid } from '../errors';
import { text } from '../params';
import type { Params } from '../params';

const LARGEST_PAGE = 400;

/** One page of a list. The marker is opaque to the caller; here it is the position in the list. */
export function readPage<T>(params: Params, all: readonly T[]): { items: T[]; nextMarker: string | undefined } {
  const size = Number(text(params, 'PageSize') ?? LARGEST_PAGE);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw invalid(`Page size must be between 1 and ${LARGEST_PAGE}`);
  }
  const start = parseMarker(text(params, 'Marker'));
  const end = start + size;
  return { items: all.slice(start, end), nextMarker: end < all.length ? formatMarker(end) : undefined };
}

const formatMarker = (place: number): string => Buffer.from(`place:${place}`).toString('base64');

function parseMarker(given: string | undefined): number {
  if (given === undefined || given === '') return 0;
  const place = /^place:(\d+)$/.exec(Buffer.from(given, 'base64').toString('utf8'))?.[1];
  if (place === undefined) throw invalid(`Invalid marker '${given}'`);
  return Number(place);
}
