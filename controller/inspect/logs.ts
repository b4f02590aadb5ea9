// ctl logs: the lines that the functions of a service wrote, with the color and the version that wrote them.
import type { Environment, Service } from '../../environments';
import { COLORS, candidateColor, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openLogSource } from '../logs';
import type { LogEntry } from '../logs';
import { readForRollback } from '../rollback/load-environment';
import { isHealthy, sandboxDownError } from '../sandbox/health';
import { findEnvironment, selectServices, withRunningPorts } from '../workspace/open-environment';
import { createErrorFilter } from './error-lines';

/** Which lines. `version`: an id of `ctl versions`, or the number of a published version of the function. */
export interface LogsRequest {
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly color: Color | 'candidate' | 'stable' | undefined;
  readonly version: string | undefined;
  readonly since: Date;
  readonly errors: boolean;
}

/** A line, with the color whose function wrote it; `id` is its version in `ctl versions`, null where that is not on the color any more. */
export interface ListedLine extends LogEntry {
  readonly color: Color;
  readonly id: string | null;
}

/** The logs of a service. */
export interface Logs {
  readonly environment: string;
  readonly service: string;
  readonly everyMs: number;
  /** Returns the lines that were not returned before, oldest first. */
  next(): Promise<readonly ListedLine[]>;
}

/**
 * Opens the logs of one service.
 * @throws {UserError} SANDBOX_DOWN, NOT_FOUND for a color without a version, VERSION_NOT_FOUND.
 */
export async function openLogs(context: Context, request: LogsRequest): Promise<Logs> {
  const read = await readForRollback(context, await findEnvironment(context, request.environment));
  const environment = withRunningPorts(context, read.environment.name, read.environment);
  const [service] = selectServices(environment, { service: request.service });
  if (!service) throw new UserError('SERVICE_NOT_FOUND', `${environment.name} has no services`, 'Add one to the file');
  const chosen = chooseVersion(environment, service, request);
  if (environment.target === 'sandbox' && !(await isHealthy(context, environment.sandbox.control_port)))
    throw sandboxDownError(environment);
  const source = await openLogSource(environment, context);
  const readers = chosen.colors.map((color) => ({
    color,
    reader: source.open(targetGroupName(service.family, color), request.since),
    isShown: request.errors ? createErrorFilter() : () => true,
  }));
  const next = async (): Promise<readonly ListedLine[]> => {
    const parts = await Promise.all(
      readers.map(async ({ color, reader, isShown }) => {
        const entries = (await reader.next()).filter(
          (entry) => !chosen.published || entry.version === chosen.published,
        );
        return entries.filter(isShown).map((entry) => ({ ...entry, color, id: idOf(service, color, entry.version) }));
      }),
    );
    return parts.flat().sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  };
  return { environment: environment.name, service: service.name, everyMs: source.everyMs, next };
}

/** The colors to read, and the published version that is wanted; undefined for every one. */
interface Chosen {
  readonly colors: readonly Color[];
  readonly published: string | undefined;
}

function chooseVersion(environment: Environment, service: Service, { color, version }: LogsRequest): Chosen {
  const colors = chooseColors(environment, service, color);
  if (version === undefined || /^(\d+|\$LATEST)$/.test(version)) return { colors, published: version };
  const found = colors.find((one) => service.versions?.[one]?.id === version);
  const published = found && service.versions?.[found]?.published;
  if (found && published !== undefined) return { colors: [found], published };
  throw new UserError(
    'VERSION_NOT_FOUND',
    found
      ? `${version} of ${service.name} was not published yet, so that it has no log`
      : `${version} is not on ${colors.join(' or ')} of ${service.name}`,
    `ctl versions ${service.name} -e ${environment.name} lists what runs; for an older one, give the number that ctl logs shows in brackets, such as --version 3`,
  );
}

/** Both colors where none is named, without one that was never built beside one that was. */
function chooseColors(environment: Environment, service: Service, named: LogsRequest['color']): readonly Color[] {
  const { versions } = service;
  const candidate = candidateColor(service);
  const built = COLORS.filter((color) => versions === undefined || versions[color] !== undefined);
  if (named === undefined) return built.length > 0 ? built : COLORS;
  const color = named === 'candidate' ? candidate : named === 'stable' ? service.active_color : named;
  if (built.includes(color)) return [color];
  throw new UserError(
    'NOT_FOUND',
    `${service.name}: ${color} has no version yet, so that it has no log`,
    color === candidate
      ? `ctl stage ${service.name} -e ${environment.name} builds one; ctl logs ${service.name} -e ${environment.name} --color stable shows the other color`
      : `ctl deploy -e ${environment.name} builds one`,
  );
}

const idOf = (service: Service, color: Color, published: string | null): string | null => {
  const version = service.versions?.[color];
  return version?.published !== undefined && version.published === published ? version.id : null;
};
