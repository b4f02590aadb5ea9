// Where a request would go now, for the form of the page.
import { parseRequest } from '../command-line/parse-request';
import type { Context } from '../core/context';
import { createStyle } from '../core/style';
import { explainRequest } from '../inspect/explain';
import { renderExplanation } from '../render/explain';
import type { ExplainAnswer } from './wire';

/**
 * Explains a request by the live rules.
 * @throws {UserError} USAGE for a request that is none; another code when the rules cannot be read.
 */
export async function explain(context: Context, query: URLSearchParams): Promise<ExplainAnswer> {
  const text = (name: string, otherwise: string): string => query.get(name) || otherwise;
  const request = parseRequest({
    host: text('host', ''),
    path: text('path', '/'),
    ip: text('ip', '198.51.100.1'),
    method: text('method', 'GET'),
    header: query.getAll('header'),
  });
  const explanation = await explainRequest(context, { environment: text('environment', ''), request, live: true });
  const destinations = explanation.destinations.map(({ targetGroup: name, color, percent }) => ({
    name,
    color,
    percent,
  }));
  return { destinations, lines: renderExplanation(explanation, createStyle(false)) };
}
