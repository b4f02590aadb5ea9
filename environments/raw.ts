// Changes the file's raw value before the schema parses it: merges `defaults`, and removes broken fields. Pure.
import type { Path } from './finding';

type Block = Readonly<Record<string, unknown>>;

export const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Gives every service the settings of `defaults` that it does not set, and the environment's whitelisted IPs where neither
 * sets them. Blocks are merged field by field at every depth; lists and plain values are replaced.
 */
export function applyDefaults(raw: unknown): unknown {
  if (!isBlock(raw) || !isBlock(raw['services'])) return raw;
  const ips = raw['whitelisted_ips'] === undefined ? {} : { whitelisted_ips: raw['whitelisted_ips'] };
  const defaults: Block = { ...ips, ...(isBlock(raw['defaults']) ? raw['defaults'] : {}) };
  const services = Object.entries(raw['services']).map(([name, service]) => [
    name,
    isBlock(service) ? merge(defaults, service) : service,
  ]);
  return { ...raw, services: Object.fromEntries(services) as Block };
}

/** Values that a service without a required field is checked with. Findings that depend on these fields are left out. */
const PLACEHOLDERS: Block = { priority: 25000, active_color: 'blue', green_weight: 0 };

/** Fills in missing required fields, so that the other problems of the service are found too. */
export function fillRequired(raw: unknown): unknown {
  if (!isBlock(raw) || !isBlock(raw['services'])) return raw;
  const services = Object.entries(raw['services']).map(([name, service]) => [
    name,
    isBlock(service) ? { ...PLACEHOLDERS, ...service } : service,
  ]);
  return { ...raw, services: Object.fromEntries(services) as Block };
}

/** The value at a path; undefined when there is none. */
export const valueAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)] as unknown;
    return isBlock(value) ? value[key] : undefined;
  }, raw);

/** Blocks whose first key chooses their kind: with another kind, a service replaces the one of the defaults. */
const CHOICES: readonly string[] = ['rollout.strategy'];

function merge(defaults: Block, service: Block, above: Path = []): Block {
  const merged: Record<string, unknown> = { ...defaults, ...service };
  for (const [key, value] of Object.entries(defaults)) {
    const own = service[key];
    const path = [...above, key];
    if (!isBlock(value) || !isBlock(own)) continue;
    const otherKind = CHOICES.includes(path.join('.')) && !Object.keys(own).some((kind) => kind in value);
    if (!otherKind) merged[key] = merge(value, own, path);
  }
  return merged;
}

/** The value without the fields at these paths. An item of a list takes the whole list with it. */
export function removePaths(raw: unknown, paths: readonly Path[]): unknown {
  return paths.reduce((value, path) => {
    const item = path.findIndex((key) => typeof key === 'number');
    return remove(value, item < 0 ? path : path.slice(0, item));
  }, raw);
}

function remove(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || !isBlock(value) || !(key in value)) return value;
  const { [key]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...value, [key]: remove(inner, rest) };
}

/** True for a finding that depends on a broken field: to report both would only confuse. */
export function dependsOnBroken(fields: readonly Path[], broken: readonly Path[]): boolean {
  return fields.some((field) => broken.some((path) => expandPath(path).some((place) => overlaps(field, place))));
}

/** A field of `defaults`, or the environment's whitelisted IPs, is a field of every service. */
function expandPath(path: Path): Path[] {
  const [first, second] = path;
  if (first === 'defaults' && second !== undefined) return [path, ['services', '*', second]];
  return first === 'whitelisted_ips' ? [path, ['services', '*', 'whitelisted_ips']] : [path];
}

const overlaps = (a: Path, b: Path): boolean => {
  const shared = Math.min(a.length, b.length);
  return a.slice(0, shared).every((key, index) => key === b[index] || b[index] === '*');
};
