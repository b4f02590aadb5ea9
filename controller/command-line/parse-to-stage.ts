// Parses what ctl stage is asked to stage. Pure.
import { UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';
import type { NewCode, StagedSettings, ToStage } from '../release/stage';

/** Arguments of ctl stage, as yargs parses them. */
export interface StageOptions {
  readonly image?: string;
  readonly package?: string;
  readonly handler?: string;
  readonly runtime?: string;
  readonly set?: readonly string[];
  readonly env?: readonly string[];
  readonly restage?: string;
}

/** Options that name settings. */
export const settingOptions = {
  set: { type: 'string', array: true, requiresArg: true, describe: 'Setting, such as memory_size=1024' },
  env: { type: 'string', array: true, requiresArg: true, describe: 'Environment variable, such as LOG_LEVEL=debug' },
} as const;

/**
 * Parses code, `--set NAME=VALUE` and `--env NAME=VALUE`. Whether a value is right is checked with the file, where it is written.
 * @throws {UserError} USAGE for contradictory code, an unknown setting, or a value of the wrong kind.
 */
export function parseToStage(args: StageOptions): ToStage {
  refuseBesideRestage(args);
  const code = parseCode(args);
  return { ...(code && { code }), ...parseSettings(args) };
}

/**
 * Parses settings; empty where none is given.
 * @throws {UserError} USAGE for an unknown setting, a value of the wrong kind, or two values of one name.
 */
export function parseSettings({
  handler,
  runtime,
  set = [],
  env = [],
}: Pick<StageOptions, 'handler' | 'runtime' | 'set' | 'env'>): ToStage {
  const named = Object.entries({ handler, runtime }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const settings = collect('setting', [...set.map(parseSetting), ...named]);
  const environment = collect(
    'environment variable',
    env.map((one) => splitPair('--env', one, 'LOG_LEVEL=debug')),
  );
  return {
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(env.length > 0 && { environment }),
  };
}

/** @throws {UserError} USAGE for a version beside other code or settings. */
function refuseBesideRestage({ restage, ...others }: StageOptions): void {
  if (restage === undefined) return;
  const beside = (['image', 'package', 'handler', 'runtime', 'set', 'env'] as const).find((name) => others[name]);
  if (beside === undefined) return;
  throw new UserError(
    'USAGE',
    `--restage stages a version as it was, and --${beside} would change it`,
    `Leave out --${beside}, or stage the code and its settings without --restage`,
  );
}

function parseCode({ image, package: source, handler, runtime }: StageOptions): NewCode | undefined {
  if (image !== undefined && source !== undefined) {
    throw new UserError(
      'USAGE',
      'stage takes one of --image and --package',
      'Give one of them, or none to stage settings alone',
    );
  }
  if (source !== undefined) return nameCode('package', source);
  if (image === undefined) return undefined;
  if (handler !== undefined || runtime !== undefined) {
    throw new UserError('USAGE', '--handler and --runtime go with --package', 'Leave them out: an image has its own');
  }
  return nameCode('image', image);
}

/**
 * The code that an argument names.
 * @throws {UserError} USAGE for an empty text.
 */
export function nameCode(kind: NewCode['kind'], text: string): NewCode {
  const example = kind === 'image' ? 'an image by its digest' : 'a folder, a zip file or s3://bucket/key';
  if (text === '') {
    throw new UserError('USAGE', `--${kind} is empty, as with a variable that is not set`, `Name ${example}`);
  }
  return kind === 'image' ? { kind, uri: text } : { kind, source: text };
}

type Kind = 'number' | 'text' | 'list' | 'boolean';

/** The settings that `--set` knows, and what their values are. */
const KINDS: Readonly<Record<keyof StagedSettings, Kind>> = {
  memory_size: 'number',
  timeout: 'number',
  ephemeral_storage: 'number',
  reserved_concurrency: 'number',
  handler: 'text',
  runtime: 'text',
  architecture: 'text',
  layers: 'list',
  policies: 'list',
  multi_value_headers: 'boolean',
};

function parseSetting(text: string): [name: string, value: string | number | boolean | string[]] {
  const [name, value] = splitPair('--set', text, 'memory_size=1024');
  const kind = Object.entries(KINDS).find(([known]) => known === name)?.[1];
  if (!kind) {
    const hint = name.startsWith('environment') ? 'Use --env NAME=VALUE' : didYouMean(name, Object.keys(KINDS));
    throw new UserError('USAGE', `--set ${name}: there is no such setting of a version`, hint);
  }
  return [name, parseValue(name, value, kind)];
}

function parseValue(name: string, value: string, kind: Kind): string | number | boolean | string[] {
  switch (kind) {
    case 'text':
      return value;
    case 'list':
      return value === '' ? [] : value.split(',');
    case 'number':
      if (/^\d{1,9}$/.test(value)) return Number(value);
      break;
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true';
  }
  const example = kind === 'number' ? 'a whole number, such as 1024' : 'true or false';
  throw new UserError(
    'USAGE',
    `--set ${name}=${value}: ${JSON.stringify(value)} is not ${example}`,
    `Write ${example}`,
  );
}

/** @throws {UserError} USAGE for a name with two values, of which one would be lost. */
function collect<V>(what: string, pairs: readonly (readonly [name: string, value: V])[]): Record<string, V> {
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return Object.fromEntries(pairs);
  throw new UserError('USAGE', `The ${what} ${twice} is given more than once`, `Give one value for ${twice}`);
}

function splitPair(option: string, text: string, example: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UserError(
    'USAGE',
    `${option} ${JSON.stringify(text)} has no name and value`,
    `Write ${option} NAME=VALUE, such as ${example}`,
  );
}
