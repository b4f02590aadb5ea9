// The identity of a version: a number, and the hash of its content. Pure.
import { createHash } from 'node:crypto';
import type { ServiceVersions, Staged, Version, VersionContent } from './model';

const ID = /^v(?<number>[1-9]\d{0,8})-(?<hash>[0-9a-f]{6})$/;

/** Number and hash of an id; undefined for another text. */
export function parseId(id: string): { readonly number: number; readonly hash: string } | undefined {
  const { number, hash } = ID.exec(id)?.groups ?? {};
  return number === undefined || hash === undefined ? undefined : { number: Number(number), hash };
}

/**
 * The first six digits of the SHA-256 of a version's content. Neither the order of fields counts, nor the wording of the source, nor
 * whose role it uses, so that what is staged again has the same hash.
 */
export function hashContent({ code, settings }: Pick<VersionContent, 'code' | 'settings'>): string {
  const { source: _source, ...identity } = code;
  return createHash('sha256')
    .update(canonical({ code: identity, settings }))
    .digest('hex')
    .slice(0, 6);
}

/** Whether two contents are the same code with the same settings, whoever's role and security group they use. */
export const isSameContent = (a: VersionContent, b: VersionContent): boolean => hashContent(a) === hashContent(b);

/** The next version of a service. `seen`: other ids of it that were given already. */
export function makeVersion(
  { blue, green }: ServiceVersions,
  content: Omit<VersionContent, 'owner'>,
  options: { readonly first: boolean; readonly staged: Staged; readonly seen?: readonly string[] },
): Version {
  const ids = [blue?.id, green?.id, ...(options.seen ?? [])];
  const number = Math.max(0, ...ids.map((id) => (id === undefined ? 0 : (parseId(id)?.number ?? 0)))) + 1;
  const whole: VersionContent = { ...content, owner: options.first ? 'service' : 'color' };
  return { id: `v${number}-${hashContent(whole)}`, ...whole, staged: options.staged };
}

/** JSON with the keys of every object in order, and without fields that are undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
