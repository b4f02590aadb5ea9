// Checks a version before anything is written: whether Lambda would accept its package and its runtime, and find its handler.
import { checkPackage, listZip } from '../../environments';
import type { Environment } from '../../environments';
import type { VersionCode, VersionContent } from '../../environments/versions/model';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { readPackage } from './packages';
import { usePackage } from './resolve-code';

/**
 * Checks what can be checked on this machine. Returns warnings.
 * @throws {UserError} EDIT_INVALID with every fault.
 */
export async function checkVersion(
  context: Context,
  environment: Environment,
  what: string,
  { code, settings }: VersionContent,
): Promise<readonly string[]> {
  if (code.kind === 'image') return [];
  const { checkRuntime } = await import('../aws/runtimes');
  const runtime = settings.runtime === undefined ? undefined : await checkRuntime(settings.runtime);
  const inPackage = code.kind === 'zip' ? await checkZip(context, environment, code, settings) : [];
  const found = [...(runtime ? [runtime] : []), ...inPackage];
  const faults = found.filter(({ severity }) => severity === 'error');
  const [first] = faults;
  if (!first) return found.map(({ message }) => `${what}: ${message}`);
  throw new UserError(
    'EDIT_INVALID',
    [`${what} cannot run; nothing was changed:`, ...faults.map(({ message }) => `  ${message}`)].join('\n'),
    first.hint,
  );
}

async function checkZip(
  context: Context,
  environment: Environment,
  code: Extract<VersionCode, { kind: 'zip' }>,
  { handler, runtime, layers }: VersionContent['settings'],
) {
  const bytes = await readPackage(context, environment, code);
  const entries = usePackage(context, environment, code.source, () => listZip(bytes, code.source));
  return checkPackage({ entries, zippedBytes: bytes.length, handler, runtime, layers });
}
