// Rewrites the URL and the Host header of a request before its target gets it ("Transforms for listener rules"). Pure.
import type { KeptPart } from '../../routing';
import { readExpression } from '../../routing/expression';
import { toRewrite } from '../elbv2-transforms';
import type { Rewrite } from '../elbv2-transforms';
import { parseTarget } from './request';
import type { ParsedRequest } from './request';

/**
 * The request with the transforms of its rule applied; undefined when one of them matches and gives no valid host or URL. A URL is
 * rewritten with its query string.
 */
export function rewrite(transforms: readonly KeptPart[], request: ParsedRequest): ParsedRequest | undefined {
  return transforms.reduce<ParsedRequest | undefined>((before, part) => {
    const found = toRewrite(part);
    if (!before || !found) return before;
    return found.type === 'url-rewrite' ? rewriteUrl(found, before) : rewriteHost(found, before);
  }, request);
}

function rewriteUrl(how: Rewrite, request: ParsedRequest): ParsedRequest | undefined {
  const url = replaceIn(`${request.path}${request.rawQuery && `?${request.rawQuery}`}`, how, false);
  if (url === undefined) return request;
  return /^\/[\x21-\x7e\x80-\xff]*$/.test(url) ? { ...request, ...parseTarget(url) } : undefined;
}

function rewriteHost(how: Rewrite, request: ParsedRequest): ParsedRequest | undefined {
  const host = replaceIn(request.host, how, true);
  if (host === undefined) return request;
  if (!/^[A-Za-z0-9._:[\]-]{1,255}$/.test(host)) return undefined;
  return { ...request, host, headers: { ...request.headers, host: [host] } };
}

/** The text with the first match replaced, and $1 to $9 by what the groups matched; undefined without a match. */
function replaceIn(text: string, { regex, replace }: Rewrite, ignoreCase: boolean): string | undefined {
  const read = readExpression(regex, ignoreCase);
  const found = read.kind === 'expression' ? read.regex.exec(text) : null;
  if (!found) return undefined;
  const filled = replace.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
  return `${text.slice(0, found.index)}${filled}${text.slice(found.index + found[0].length)}`;
}
