// The function of each color, from a service's settings. Pure.
import { otherColor, targetGroupName } from '../routing';
import type { Color } from '../routing';
import type { Service } from './schema';

/** Where a function's code comes from, as written in the environment file. */
export type Code =
  { readonly kind: 'image'; readonly uri: string } | { readonly kind: 'package'; readonly source: string };

/** One color's function. Sizes in MB, times in seconds. */
export interface FunctionSettings {
  readonly name: string;
  readonly color: Color;
  readonly code: Code;
  readonly memory_size: number;
  readonly timeout: number;
  readonly ephemeral_storage: number | undefined;
  readonly reserved_concurrency: number | undefined;
  readonly handler: string | undefined;
  readonly runtime: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** ARNs of layers; none with an image, which brings its own. */
  readonly layers: readonly string[];
}

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
 * One color's function after its overrides. A color without staged code runs the other color's code, so that
 * both are always deployed.
 * @throws {Error} when neither color has code, which a validated service always has.
 */
export function functionSettings(service: Service, color: Color): FunctionSettings {
  const code = ownCode(service, color) ?? ownCode(service, otherColor(color));
  if (!code) throw new Error(`${service.name} has no code for either color`);
  const overrides = service[color] ?? {};
  return {
    name: targetGroupName(service.family, color),
    color,
    code,
    memory_size: overrides.memory_size ?? service.memory_size,
    timeout: overrides.timeout ?? service.timeout,
    ephemeral_storage: overrides.ephemeral_storage ?? service.ephemeral_storage,
    reserved_concurrency: overrides.reserved_concurrency ?? service.reserved_concurrency,
    handler: overrides.handler ?? service.handler,
    runtime: overrides.runtime ?? service.runtime,
    environment: { ...service.environment, ...overrides.environment },
    layers: code.kind === 'image' ? [] : (overrides.layers ?? service.layers ?? []),
  };
}
