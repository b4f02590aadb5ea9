// Deploys one color's function to the sandbox as the file has it: code, settings, version, alias.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resolvePackage } from '../../environments/package';
import type { Environment, Service } from '../../environments/schema';
import { ALIAS, functionSettings } from '../../environments/service';
import type { FunctionSettings } from '../../environments/service';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { findDifferingSettings, toFunctionInput } from '../aws/function-input';
import type { FunctionInput } from '../aws/function-input';
import type { FoundFunction, Lambda } from '../aws/lambda';
import type { ApplyChange } from './change';

/** How often a function that is being updated is checked. */
const POLL_MS = 250;
const POLLS = 240;

/** A package for upload; `sha256` is in base64, as in Lambda's API. */
interface Package {
  readonly sha256: string;
  readonly file: string;
}

/** Creates or updates a color's function, publishes it and moves its alias; does nothing when all is up to date. */
export async function deployFunction(
  api: Lambda,
  place: { environment: Environment; service: Service; color: Color; context: Context },
  apply: ApplyChange,
): Promise<void> {
  const settings = functionSettings(place.service, place.color);
  const code = readPackage(settings, place.environment, place.context);
  const wanted = toFunctionInput(settings);
  const latest = await api.find(settings.name);
  await (latest
    ? updateLatest(api, settings.name, latest, code, wanted, apply)
    : apply('create', `function ${settings.name}`, `code ${code.sha256}`, async () => {
        await api.create(settings.name, roleArn(place.service), await readFile(code.file), wanted);
      }));
  await updateConcurrency(api, settings, latest?.reservedConcurrency, apply);
  await publishIfNeeded(api, settings.name, code, wanted, apply, place.context);
}

async function updateConcurrency(
  api: Lambda,
  settings: FunctionSettings,
  current: number | undefined,
  apply: ApplyChange,
): Promise<void> {
  const wanted = settings.reserved_concurrency;
  if (wanted === current) return;
  await apply('update', `function ${settings.name}`, `reserved_concurrency ${wanted ?? 'none'}`, () =>
    api.reserveConcurrency(settings.name, wanted),
  );
}

async function updateLatest(
  api: Lambda,
  name: string,
  latest: FoundFunction,
  code: Package,
  wanted: FunctionInput,
  apply: ApplyChange,
): Promise<void> {
  if (latest.configuration.CodeSha256 !== code.sha256) {
    const detail = `code ${latest.configuration.CodeSha256 ?? 'unknown'} -> ${code.sha256}`;
    await apply('update', `function ${name}`, detail, async () => api.updateCode(name, await readFile(code.file)));
  }
  const differing = findDifferingSettings(latest.configuration, wanted);
  if (differing.length > 0) {
    await apply('update', `function ${name}`, differing.join(', '), () => api.updateSettings(name, wanted));
  }
}

/** Compares the version behind the alias, so that a deployment that stopped before publishing is completed. */
async function publishIfNeeded(
  api: Lambda,
  name: string,
  code: Package,
  wanted: FunctionInput,
  apply: ApplyChange,
  context: Context,
): Promise<void> {
  const alias = await api.alias(name);
  const live = alias && (await api.find(name, alias.version));
  const same =
    live?.configuration.CodeSha256 === code.sha256 && !findDifferingSettings(live.configuration, wanted).length;
  if (same) return;
  const detail = alias ? `version ${alias.version} -> the next` : 'the first version';
  await apply(alias ? 'update' : 'create', `alias ${name}:${ALIAS}`, detail, async () => {
    await waitUntilReady(api, name, context);
    const version = await api.publish(name);
    await (alias ? api.moveAlias(name, version) : api.createAlias(name, version));
  });
}

async function waitUntilReady(api: Lambda, name: string, context: Context): Promise<void> {
  for (let poll = 0; poll < POLLS; poll++) {
    const found = (await api.find(name))?.configuration;
    const status = found?.LastUpdateStatus ?? 'Successful';
    if (found?.State === 'Failed' || status === 'Failed') {
      throw new UserError(
        'FUNCTION_UPDATE_FAILED',
        `The update of ${name} failed: ${found?.LastUpdateStatusReason ?? found?.StateReason ?? 'no reason given'}`,
        'Correct what it names, then run the same command again.',
      );
    }
    if (status === 'Successful' && found?.State !== 'Pending') return;
    await context.sleep(POLL_MS);
  }
  throw new UserError(
    'FUNCTION_UPDATE_FAILED',
    `${name} is still being updated.`,
    'Run the same command again in a minute.',
  );
}

function readPackage(settings: FunctionSettings, environment: Environment, context: Context): Package {
  const store = join(context.root, '.teal', 'packages');
  const artifact =
    settings.code.kind === 'package'
      ? resolvePackage(settings.code.source, dirname(environment.file), store)
      : undefined;
  if (artifact?.kind === 'zip') return artifact;
  throw new UserError(
    'CODE_NOT_RUNNABLE',
    `The sandbox cannot run the code of ${settings.name}: it is ${artifact ? 'in S3' : 'a container image'}.`,
    `Name a folder or a zip file: ${settings.color}_package in ${environment.file}.`,
  );
}

/** The sandbox does not use the role, but the API requires one. */
const roleArn = (service: Service): string => `arn:aws:iam::000000000000:role/${service.family}`;
