// The function of each color, from a service's settings. Pure.
import { otherColor, targetGroupName } from '../routing';
import type { Color } from '../routing';
import type { Service } from './schema';
import type { VersionCode, VersionContent, VersionSettings } from './versions/model';

/** Where a function's code comes from, as written in the environment file. */
export type Code =
  { readonly kind: 'image'; readonly uri: string } | { readonly kind: 'package'; readonly source: string };

/** One color's function. Sizes in MB, times in seconds. */
export interface FunctionSettings<C = Code> extends VersionSettings {
  readonly name: string;
  readonly color: Color;
  readonly code: C;
}

/** A function as it is built: of a recorded version, or from the file where a color has none yet. */
export type BuiltFunction = FunctionSettings<Code | VersionCode> & Pick<VersionContent, 'owner'>;

/** The alias of each function that its target group is attached to. */
export const ALIAS = 'live';

/** The code that the file names for a color; undefined when nothing is staged there yet. */
export function ownCode(service: Service, color: Color): Code | undefined {
  const image = color === 'blue' ? service.blue_image : service.green_image;
  if (image !== undefined) return { kind: 'image', uri: image };
  const source = color === 'blue' ? service.blue_package : service.green_package;
  return source === undefined ? undefined : { kind: 'package', source };
}

/**
 * One color's function as the file asks for it: the next version. A color without staged code runs the other color's code, so that
 * both are always deployed.
 * @throws {Error} when neither color has code, which a validated service always has.
 */
export function functionSettings(service: Service, color: Color): FunctionSettings {
  const code = ownCode(service, color) ?? ownCode(service, otherColor(color));
  if (!code) throw new Error(`${service.name} has no code for either color`);
  return { name: targetGroupName(service.family, color), color, code, ...nextSettings(service, color, code.kind) };
}

/** The settings that a color's next version would have, after its overrides. An image brings layers, handler and runtime itself. */
export function nextSettings(service: Service, color: Color, kind: 'image' | 'package'): VersionSettings {
  const own = service[color] ?? {};
  const { memory_size, timeout, architecture, vpc, policies, multi_value_headers } = service;
  const optional = {
    ephemeral_storage: own.ephemeral_storage ?? service.ephemeral_storage,
    reserved_concurrency: own.reserved_concurrency ?? service.reserved_concurrency,
    handler: kind === 'image' ? undefined : (own.handler ?? service.handler),
    runtime: kind === 'image' ? undefined : (own.runtime ?? service.runtime),
    vpc,
  };
  return {
    memory_size: own.memory_size ?? memory_size,
    timeout: own.timeout ?? timeout,
    architecture,
    ...definedOnly(optional),
    environment: { ...service.environment, ...own.environment },
    layers: kind === 'image' ? [] : (own.layers ?? service.layers ?? []),
    policies,
    multi_value_headers,
  };
}

/** One color's function as stacks and sandbox build it: its recorded version, else what the file asks for. */
export function builtFunction(service: Service, color: Color): BuiltFunction {
  const version = service.versions?.[color];
  if (!version) return { ...functionSettings(service, color), owner: 'service' };
  const { code, settings, owner } = version;
  return { name: targetGroupName(service.family, color), color, code, owner, ...settings };
}

/** An object without the fields that are undefined. */
function definedOnly<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
