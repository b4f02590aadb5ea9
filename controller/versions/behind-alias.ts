// Reads what is behind the alias of each color, and compares it with the version that was staged there.
import type { Environment, Service } from '../../environments/schema';
import { COLORS, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { FoundFunction, Lambda } from '../aws/lambda';
import type { Context } from '../core/context';
import { mapBounded } from '../core/map-bounded';

/** What a color runs. `published`: the version of its function behind the alias. */
export interface BehindAlias {
  readonly published: string;
  readonly found: FoundFunction;
}

/** What both colors of a service run; undefined where there is no function or no alias. */
export type RunningColors = Readonly<Record<Color, BehindAlias | undefined>>;

/** How many services are read at once: each takes up to four calls. */
const SERVICES_AT_ONCE = 8;

/**
 * Reads what the colors of some services run, by service.
 * @throws {UserError} when Lambda does not answer.
 */
export async function readRunning(
  context: Context,
  environment: Environment,
  services: readonly Service[],
): Promise<ReadonlyMap<string, RunningColors>> {
  const { openLambda } = await import('../aws/lambda');
  const lambda = await openLambda(environment, context);
  const read = await mapBounded(services, SERVICES_AT_ONCE, async ({ name, family }) => {
    const [blue, green] = await Promise.all(
      COLORS.map((color) => readBehindAlias(lambda, targetGroupName(family, color))),
    );
    return [name, { blue, green }] as const;
  });
  return new Map(read);
}

/** Reads what is behind the alias of one function; undefined when the function or its alias does not exist. */
export async function readBehindAlias(lambda: Lambda, functionName: string): Promise<BehindAlias | undefined> {
  const alias = await lambda.alias(functionName);
  const found = alias && (await lambda.find(functionName, alias.version));
  return found && { published: alias.version, found };
}
