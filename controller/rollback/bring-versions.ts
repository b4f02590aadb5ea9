// Brings the versions file of a stale checkout to the newest revision after a rollback, as its environment file is before it.
import { EnvironmentError } from '../../environments/problems';
import type { Environment } from '../../environments/schema';
import type { ServiceVersions } from '../../environments/versions/model';
import { withVersions } from '../../environments/versions/names';
import { COLORS } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import type { NewestStates } from './newest-state';

/**
 * Writes the versions of the newest revision of each stale service. Never fails: traffic is back, and `ctl pull` does the same.
 */
export async function bringVersions(
  context: Context,
  environment: Environment,
  { states }: Pick<NewestStates, 'states'>,
): Promise<{ readonly environment: Environment; readonly warnings: readonly string[] }> {
  const older = environment.services.filter(({ name, versions }) => {
    const ids = states.get(name)?.versions;
    return ids !== undefined && COLORS.some((color) => ids[color] !== (versions?.[color]?.id ?? null));
  });
  if (older.length === 0) return { environment, warnings: [] };
  try {
    const { findVersionsOf, saveVersions } = await import('../versions/save');
    const found: Record<string, ServiceVersions> = {};
    for (const service of older) {
      const ids = states.get(service.name)?.versions;
      const versions = ids && (await findVersionsOf(context, environment, service, ids)).versions;
      if (versions) found[service.name] = versions;
    }
    const brought = withVersions(environment, found);
    saveVersions(brought);
    return { environment: brought, warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof EnvironmentError)) throw error;
    const warning = `the versions file of this checkout is older than the newest revision: ctl pull -e ${environment.name} writes it`;
    return { environment, warnings: [`${warning} (${error.message.split('\n')[0] ?? ''})`] };
  }
}
