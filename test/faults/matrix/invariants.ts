// What must hold after every row of the matrix, whatever failed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { createRouter } from '../../../controller/aws/router';
import { EXIT, exitCodeOf } from '../../../controller/core/error-codes';
import type { ErrorCode } from '../../../controller/core/error-codes';
import { compareWithJournal } from '../../../controller/store/checkout';
import { describeUnproven, proveVersions } from '../../../controller/versions/prove';
import { loadVersions, parseEnvironment, versionsFileOf, withVersions } from '../../../environments';
import type { Environment } from '../../../environments';
import { desiredRouting, diffRules } from '../../../routing';
import { testContext } from '../../contract/context';
import { get } from '../../controller/helpers/context';
import { lockHolder } from '../../controller/helpers/lock';
import type { MatrixWorld, Result } from './worlds';
import type { Verb } from './verbs';

const errorSchema = z.object({
  error: z.object({ code: z.string(), hint: z.string(), exitCode: z.number() }).optional(),
});

/** The environment, with its versions. */
export function environmentOf(world: MatrixWorld): Environment {
  const file = join(world.root, world.file);
  const { environment } = parseEnvironment(world.read(world.file), file);
  return withVersions(environment, loadVersions(file).versions);
}

/** What is wrong with what a run printed: one clear error with a code that is documented, and what to type next. */
export function checkOutput({ code, out, err }: Result): string[] {
  const problems: string[] = [];
  if (!Object.values(EXIT).includes(code as 0)) problems.push(`exit ${code} is not documented`);
  if (/this is a bug in ctl|^\s+at \S+ \(|internal error/m.test(`${out}\n${err}`)) problems.push(`a bug: ${err}`);
  const { error } = errorSchema.parse(JSON.parse(out));
  const errors = err.match(/^error: /gm)?.length ?? 0;
  if (errors !== (error ? 1 : 0)) problems.push(`${errors} errors are printed: ${err}`);
  if (!error) return problems;
  if (error.hint === '' || !/^hint: /m.test(err)) problems.push(`an error without a hint: ${err}`);
  if (exitCodeOf(error.code as ErrorCode) !== code) problems.push(`exit ${code} does not follow from ${error.code}`);
  return problems;
}

/** The share of green that is live on the production rule of web; undefined where there is no such rule. */
async function readShare(world: MatrixWorld, environment: Environment): Promise<number | undefined> {
  const rules = await (await createRouter(environment, testContext(world.root))).read();
  const found = rules.find(({ priority }) => priority === 200)?.action;
  if (found?.kind !== 'forward') return undefined;
  const weights = found.targets.map(({ weight }) => weight);
  const green = found.targets.find(({ targetGroup }) => targetGroup.includes('green'))?.weight ?? 0;
  return (green * 100) / weights.reduce((sum, one) => sum + one, 0);
}

/**
 * What is wrong with what users get: every request is answered, by a version that the verb may lead them to. `environment` as it was before
 * the verb, since its file may not be readable now.
 */
export async function checkUsers(
  world: MatrixWorld,
  { from, share = 0, canary = false }: Verb,
  environment: Environment,
): Promise<string[]> {
  if (from === 'nothing') return [];
  const live = await readShare(world, environment);
  const problems = live === undefined || live > share ? [`green has ${live} %, of ${share} % at most`] : [];
  const versions = share > 0 ? ['v1', 'v2', 'v3'] : ['v1'];
  const seen = await get(world.sandbox.port, '/web');
  if (!versions.includes(seen)) problems.push(`users get ${JSON.stringify(seen)}`);
  if (!canary) return problems;
  const listed = await get(world.sandbox.port, '/web', '127.0.0.2');
  return ['v1', 'v2'].includes(listed) ? problems : [...problems, `canary clients get ${JSON.stringify(listed)}`];
}

const statusSchema = z.object({
  lock: z.object({}).nullable(),
  services: z.array(
    z.object({ service: z.string(), drift: z.array(z.string()), live: z.object({ green: z.number() }).nullable() }),
  ),
});

/** What is half done and not shown by `ctl status`. */
export async function checkStatus(world: MatrixWorld): Promise<string[]> {
  const { code, out, err } = await world.run(`status -e ${environmentOf(world).name} -o json`);
  if (code !== 0) return [`status fails: ${err}`];
  const { services, lock } = statusSchema.parse(JSON.parse(out));
  const environment = environmentOf(world);
  const observed = await (await createRouter(environment, testContext(world.root))).read();
  const unlike = diffRules(desiredRouting(environment.services), observed);
  const differs = unlike.changes.length + unlike.conflicts.length > 0;
  const shows = services.some(({ drift }) => drift.length > 0);
  const problems = differs && !shows ? ['rules differ from the file, and status does not show it'] : [];
  const web = services.find(({ service }) => service === 'web')?.live?.green;
  if (web !== undefined && web !== (await readShare(world, environment)))
    problems.push(`status shows ${web} % on green`);
  const holder = await lockHolder(world.root, environment.name);
  return holder && lock === null ? [...problems, 'a lock is held, and status does not show it'] : problems;
}

/** What of file, versions, journal, live rules, functions and lock does not agree. */
export async function checkAgreement(world: MatrixWorld): Promise<string[]> {
  const environment = environmentOf(world);
  const context = testContext(world.root);
  const unlike = diffRules(
    desiredRouting(environment.services),
    await (await createRouter(environment, context)).read(),
  );
  const { unproven } = await proveVersions(context, environment);
  const compared = await compareWithJournal(context, environment, environment.services);
  const holder = await lockHolder(world.root, environment.name);
  return [
    ...unlike.changes.map(({ rule }) => `rule ${rule.priority} differs from the file`),
    ...unlike.conflicts.map(({ rule }) => `rule ${rule.priority} is in conflict`),
    ...unproven.map(describeUnproven),
    ...compared.flatMap(({ service, state }) =>
      state.kind === 'current' ? [] : [`${service.name} is ${state.kind} in the journal`],
    ),
    ...(holder ? [`the lock is held by ctl ${holder.verb}`] : []),
  ];
}

/** What the files say, without times and random numbers, so that two runs can be compared. */
export function readFiles(world: MatrixWorld): string {
  const file = versionsFileOf(join(world.root, world.file));
  const versions = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return `${world.read(world.file)}\n${versions}`.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time');
}
