// Services that other checkouts release and that the file of this one does not have yet, or no more: a rollback cannot find their rules.
import type { Environment, Service } from '../../environments/schema';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { ErrorCode } from '../core/errors';
import { openJournal } from '../store/journal';
import type { Revision } from '../store/journal';
import { selectServices } from '../workspace/open-environment';
import type { RollbackProblem } from './result';

type Selection = Parameters<typeof selectServices>[1];

const CODE: ErrorCode = 'STALE_CHECKOUT';
const PULL = 'git pull brings the newest file; then the same command again';

/**
 * The problem that a rollback of every service left out those that the file does not have and whose candidate, by the journal, has
 * users. Undefined when there are none. Never throws: a journal that cannot be read was reported before.
 */
export async function findAbsentProblem(
  context: Context,
  environment: Environment,
): Promise<RollbackProblem | undefined> {
  const absent = (await readAbsent(context, environment)).filter(hasUsersOnCandidate);
  if (absent.length === 0) return undefined;
  const names = environment.services.map(({ name }) => name).join(', ');
  return {
    message: ['Not rolled back, since the file of this checkout does not have them:', ...absent.map(describe)].join(
      '\n',
    ),
    hint: `${PULL}. If they were removed on purpose, name the others: ${names}`,
    code: CODE,
  };
}

/**
 * The services that are chosen.
 * @throws {UserError} STALE_CHECKOUT for one that only the journal has; SERVICE_NOT_FOUND for one that nobody knows.
 */
export async function selectPresent(
  context: Context,
  environment: Environment,
  selection: Selection,
): Promise<readonly Service[]> {
  try {
    return selectServices(environment, selection);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'SERVICE_NOT_FOUND') throw error;
    const names = [selection.service, ...(selection.services ?? [])];
    const absent = (await readAbsent(context, environment)).filter(({ service }) => names.includes(service));
    if (absent.length === 0) throw error;
    const message = ['Not in the file of this checkout; nothing was changed:', ...absent.map(describe)].join('\n');
    throw new UserError(CODE, message, PULL, { cause: error });
  }
}

/** The newest revision of each service that the file does not have. */
async function readAbsent(context: Context, environment: Environment): Promise<readonly Revision[]> {
  const present = new Set(environment.services.map(({ name }) => name));
  const found = new Map<string, Revision>();
  try {
    for await (const revision of (await openJournal(context, environment, 'hurried')).newestFirst()) {
      const { service, to } = revision;
      if (to && !present.has(service) && !found.has(service)) found.set(service, revision);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return [...found.values()];
}

const hasUsersOnCandidate = ({ to }: Revision): boolean => to !== null && (to.weights[to.candidate] > 0 || to.canary);

const describe = ({ service, to, revision, verb, who, time }: Revision): string => {
  const split = to ? `, ${to.weights[to.candidate]} % on ${to.candidate}${to.canary ? ', canary on' : ''}` : '';
  return `  ${service}: revision ${revision}, ctl ${verb} by ${who} at ${time}${split}`;
};
