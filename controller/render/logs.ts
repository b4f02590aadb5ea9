// A line of a log as a line of text. Pure.
import type { ListedLine } from '../inspect/logs';
import { onOneLine } from '../core/printable';
import type { Style } from '../core/style';

/** Characters of a request id that tell apart those of a page. */
const SHORT_ID = 8;

/** `12:03:04.567 green v2-3f9c2a [3] 1f2e3d4c  text`: time in UTC, color, version, published version, and the beginning of the request id. */
export function renderLogLine({ at, color, id, version, requestId, text }: ListedLine, style: Style): string {
  const time = style.dim(at.slice(11, 23));
  const published = version === null ? '' : ` [${version}]`;
  const which = style[color](`${color} ${id ?? ''}${published}`.replace('  ', ' '));
  return `${time} ${which} ${style.dim((requestId ?? '-').slice(0, SHORT_ID))}  ${onOneLine(text)}`;
}
