// ctl doctor: checks whether a rollback would work now, and everything else that a change needs.
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, Service } from '../../environments';
import { COLORS } from '../../routing';
import type { Context } from '../core/context';
import { checkLocks } from './check-locks';
import { checkStateLocks } from './check-state-locks';
import { compareRules } from './drift-report';
import type { DriftReport } from './drift-report';
import { createInfo, toFailure } from './finding';
import type { Finding } from './finding';
import { UserError } from '../core/errors';
import { findEnvironment, openEnvironment, selectServices } from '../workspace/open-environment';
import { isHealthy } from '../sandbox/health';
import { checkReadiness } from '../readiness/readiness';

/** All findings. `rollbackWorks` is false when something that a rollback needs failed. */
export interface Diagnosis {
  readonly environment: string;
  readonly rollbackWorks: boolean;
  readonly findings: readonly Finding[];
}

/** The first Node for which the AWS SDK will still be published after the first week of January 2027. */
const NODE_OF_THE_SDK = 22;

/** Checks one service, or all; something that cannot be reached is a finding, not an error. */
export async function diagnose(
  context: Context,
  named: string | undefined,
  service: string | undefined,
): Promise<Diagnosis> {
  const file = await findEnvironment(context, named);
  const { environment, warnings } = await openEnvironment(context, file);
  const services = selectServices(environment, { service, all: service === undefined });
  const rules = await checkRules(context, environment, service);
  const findings = [
    ...warnings.map((one): Finding => createInfo(`file, line ${one.line}`, one.message)),
    checkNode(),
    checkFolder(context),
    ...(await checkLocks(context, environment)),
    ...(await Promise.all([checkTerraform(context, environment), checkAccess(context, environment)])),
    ...(await checkStateLocks(context, environment)),
    rules.finding,
    ...(await Promise.all(services.map((one) => checkColors(context, environment, one, rules)))).flat(),
  ];
  const rollbackWorks = !findings.some((one) => one.needed && one.ok === false);
  return { environment: environment.name, rollbackWorks, findings };
}

function checkNode(): Finding {
  const [major = '0'] = process.versions.node.split('.');
  if (Number(major) >= NODE_OF_THE_SDK) return { about: 'node', ok: true, needed: false, detail: process.version };
  return createInfo(
    'node',
    `${process.version}; the AWS SDK is published for ${NODE_OF_THE_SDK} and later only from January 2027 on`,
  );
}

function checkFolder(context: Context): Finding {
  const path = join(context.root, '.teal');
  try {
    accessSync(existsSync(path) ? path : context.root, constants.W_OK);
    return { about: 'folder', ok: true, needed: false, detail: `${path} can be written` };
  } catch {
    const hint = 'Make it writable: it contains locks and the journal';
    return { about: 'folder', ok: false, needed: false, detail: `${path} cannot be written`, hint };
  }
}

async function checkTerraform(context: Context, environment: Environment): Promise<Finding> {
  if (environment.target === 'sandbox') return createInfo('terraform', 'not needed for a sandbox');
  return runCheck('terraform', false, async () => {
    const { findTerraform } = await import('../terraform/binary');
    const { name, version } = await findTerraform(context);
    return `${name} ${version}`;
  });
}

async function checkAccess(context: Context, environment: Environment): Promise<Finding> {
  const { target, sandbox, name, account } = environment;
  if (target === 'sandbox') {
    const ok = await isHealthy(context, sandbox.control_port);
    const detail = `port ${sandbox.control_port} ${ok ? 'answers' : 'does not answer'}`;
    return { about: 'sandbox', ok, needed: true, detail, ...(!ok && { hint: `ctl sandbox up --detach -e ${name}` }) };
  }
  return runCheck('account', true, async () => {
    const { readCallerAccount } = await import('../aws/caller-account');
    const caller = await readCallerAccount(environment, context);
    if (account === undefined || caller === account) return `${caller}, ${environment.region}`;
    throw new UserError(
      'WRONG_ACCOUNT',
      `the credentials are for ${caller}, the file is for ${account}`,
      'Set AWS_PROFILE to the right one',
    );
  });
}

/** The rules, and what a hint about colors depends on: whether the file is the newest, and what runs under traffic. */
interface CheckedRules extends Pick<DriftReport, 'stale' | 'servingUnstaged'> {
  readonly finding: Finding;
}

/** Compares the rules alone: what a color runs is a finding of its own. */
async function checkRules(
  context: Context,
  environment: Environment,
  service: string | undefined,
): Promise<CheckedRules> {
  try {
    const { rules, shadows, stale, servingUnstaged } = await compareRules(context, environment.name, service);
    const gone = rules.filter(({ rule, live }) => rule.role === 'production' && !live);
    const other = rules.filter((one) => one.differs === 'live' || one.differs === 'both').length;
    const foreign = shadows.filter(({ certain }) => certain).length;
    const ok = other === 0 && foreign === 0;
    const match = `${rules.length - other} of ${rules.length} live rules match the file`;
    return {
      stale,
      servingUnstaged,
      finding: {
        about: 'rules',
        ok,
        needed: gone.length > 0,
        detail: foreign > 0 ? `${match}, and for ${foreign} a rule of others comes first` : match,
        ...(!ok && { hint: `ctl drift -e ${environment.name} shows the others` }),
      },
    };
  } catch (error) {
    return { stale: [], servingUnstaged: [], finding: toFailure('rules', true, error) };
  }
}

/** Checks both colors: a rollback needs the active one; the candidate is information. */
async function checkColors(
  context: Context,
  environment: Environment,
  service: Service,
  { stale, servingUnstaged }: CheckedRules,
): Promise<Finding[]> {
  return Promise.all(
    COLORS.map(async (color): Promise<Finding> => {
      const active = color === service.active_color;
      const about = `${service.name} ${color}${active ? ' (active)' : ''}`;
      try {
        const { ready, checks } = await checkReadiness(context, environment, service, color);
        if (ready) return { about, ok: true, needed: active, detail: 'ready for all traffic' };
        const faults = checks.filter((one) => one.ok === false).map((one) => `${one.name}: ${one.detail}`);
        const name = `${service.name}/${color}`;
        const deploy = `ctl deploy -e ${environment.name}${servingUnstaged.includes(name) ? ` --in-place ${name}` : ''}`;
        const pull = `the file is not the newest: git pull, or ctl pull -e ${environment.name}`;
        const hint = stale.includes(service.name) ? pull : deploy;
        return { about, ok: false, needed: active, detail: faults.join('; '), hint };
      } catch (error) {
        return { ...toFailure(about, active, error), ok: null };
      }
    }),
  );
}

async function runCheck(about: string, needed: boolean, check: () => Promise<string>): Promise<Finding> {
  try {
    return { about, ok: true, needed, detail: await check() };
  } catch (error) {
    return toFailure(about, needed, error);
  }
}
