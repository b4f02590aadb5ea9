// What a sandbox in the foreground prints: each request, and what functions print.
import type { Environment } from '../../environments';
import type { FunctionOutput, SandboxOptions, ServedRequest } from '../../sandbox';
import { COLORS, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { onOneLine } from '../core/printable';
import { createStyle } from '../core/style';
import type { Style } from '../core/style';

/** Prints to stderr, as everything of the sandbox but its result. */
export function printTraffic(
  { io }: Pick<Context, 'io'>,
  environment: Environment,
): Pick<SandboxOptions, 'onRequest' | 'onOutput'> {
  const style = createStyle(io.color, io.columns);
  const places = new Map(
    environment.services.flatMap(({ name, family }) =>
      COLORS.map((color) => [targetGroupName(family, color), { service: name, color }] as const),
    ),
  );
  return {
    onRequest: (request) => io.err(formatRequest(request, places.get(request.functionName ?? '')?.color, style)),
    onOutput: (line) => {
      const place = places.get(line.functionName);
      io.err(formatOutput(line, place ? `${place.service} ${place.color}` : line.functionName, style));
    },
  };
}

/** `12:03:04 GET /web 200 green [3] 12 ms`; the color is - for an answer of the load balancer itself. */
export function formatRequest(
  { at, method, path, status, version, functionName, milliseconds }: ServedRequest,
  color: Color | undefined,
  style: Style,
): string {
  const result = status >= 500 ? style.red(String(status)) : status >= 400 ? style.yellow(String(status)) : status;
  const by = color ? style[color](color) : (functionName ?? '-');
  const which = version === null ? by : `${by} [${version}]`;
  return `${style.dim(at.slice(11, 19))} ${onOneLine(`${method} ${path}`)} ${result} ${which} ${Math.round(milliseconds)} ms`;
}

/** `12:03:04 web green [3]: text`. */
export const formatOutput = ({ at, version, text }: FunctionOutput, place: string, style: Style): string =>
  `${style.dim(at.slice(11, 19))} ${style.dim(`${place} [${version}]:`)} ${onOneLine(text)}`;
