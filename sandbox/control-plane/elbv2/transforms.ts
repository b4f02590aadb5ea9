// Parses the transforms of a rule, and refuses what AWS refuses ("Transforms for listener rules").
import type { KeptPart } from '../../../routing';
import { readExpression } from '../../../routing/expression';
import { keepRewrite } from '../../elbv2-transforms';
import type { Rewrite } from '../../elbv2-transforms';
import { invalid } from '../errors';
import { inner, members, text } from '../params';
import type { Params } from '../params';

const LONGEST = 1024;
const CONFIGS = { 'url-rewrite': 'UrlRewriteConfig', 'host-header-rewrite': 'HostHeaderRewriteConfig' } as const;

/** The transforms of a request; undefined when none were given. */
export function readTransforms(params: Params): KeptPart[] | undefined {
  const rewrites = members(params, 'Transforms')?.map(parseTransform);
  const twice = rewrites?.find((one, index) => rewrites.some((other, at) => at < index && other.type === one.type));
  if (twice) throw invalid(`A rule can only have one '${twice.type}' transform`);
  return rewrites?.map(keepRewrite);
}

function parseTransform(params: Params): Rewrite {
  const type = text(params, 'Type') ?? '';
  if (type !== 'url-rewrite' && type !== 'host-header-rewrite') throw invalid(`Transform type '${type}' is not valid`);
  const other = Object.values(CONFIGS).find((config) => config !== CONFIGS[type] && inner(params, config));
  if (other) throw invalid(`A transform of type '${type}' cannot have '${other}'`);
  const config = inner(params, CONFIGS[type]);
  const [only, ...others] = (config && members(config, 'Rewrites')) ?? [];
  const regex = only && text(only, 'Regex');
  const replace = only && text(only, 'Replace');
  if (regex === undefined || replace === undefined || others.length > 0) {
    throw invalid(`A transform of type '${type}' must have exactly one rewrite, with 'Regex' and 'Replace'`);
  }
  const long = [regex, replace].find((value) => value.length > LONGEST);
  if (long !== undefined) throw invalid(`'${long}' is longer than ${LONGEST} characters`);
  checkExpression(regex);
  return { type, regex, replace };
}

/** Refuses a regular expression that AWS does not support, or that the sandbox cannot evaluate as AWS does. */
export function checkExpression(source: string): void {
  const read = readExpression(source, false);
  if (read.kind === 'refused-by-aws')
    throw invalid(`The regular expression '${source}' is not valid: it has ${read.has}`);
  if (read.kind === 'not-evaluated') {
    throw invalid(`The sandbox does not support the regular expression '${source}': it has ${read.has}`);
  }
}
