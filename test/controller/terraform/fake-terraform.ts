// A script in place of Terraform, for behavior that a real one does not show on demand.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testContext } from '../../contract/context';
import type { TestContext } from '../../contract/context';
import { environmentSchema } from '../../../environments/schema';
import type { Environment } from '../../../environments/schema';

/** What the script does for each subcommand: JavaScript that runs with `args`, `log` and `printJson` (prints a JSON line). */
export interface Script {
  readonly version?: string;
  readonly init?: string;
  readonly plan?: string;
  readonly show?: string;
  readonly apply?: string;
}

/** A fake Terraform in a folder of its own, with one stack to work on. */
export interface Fake {
  readonly context: TestContext;
  readonly stack: { readonly name: string; readonly dir: string };
  /** Every call, its arguments joined by spaces, and every signal that arrived. */
  calls(): string[];
}

export const noServices: Environment = {
  ...environmentSchema.omit({ services: true, defaults: true }).parse({}),
  name: 'prod',
  file: '/nowhere/environments/prod.yaml',
  services: [],
};

/** An error as Terraform's machine-readable UI prints it. */
export const errorLine = (summary: string, detail = ''): string =>
  `printJson({ type: 'diagnostic', '@message': 'Error', diagnostic: ${JSON.stringify({ severity: 'error', summary, detail })} });`;

/** A step of the apply as the machine-readable UI prints it. */
export const stepLine = (type: string, address: string): string =>
  `printJson({ type: '${type}', '@message': '${address}: ${type}', hook: { resource: { addr: '${address}' } } });`;

export function fakeTerraform(script: Script = {}, signal?: AbortSignal): Fake {
  const root = mkdtempSync(join(tmpdir(), 'teal-terraform-'));
  const dir = join(root, 'cdktf.out', 'stacks', 'prod-api');
  const log = join(root, 'calls.log');
  const binary = join(root, 'fake-terraform');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'cdk.tf.json'), JSON.stringify({ terraform: { backend: { local: {} } } }));
  writeFileSync(binary, source(log, script));
  chmodSync(binary, 0o755);
  const env = { ...process.env, TERRAFORM_BINARY_NAME: binary, XDG_CACHE_HOME: join(root, 'cache') };
  return {
    context: testContext(root, { env, ...(signal && { signal }) }),
    stack: { name: 'prod-api', dir },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

const source = (log: string, script: Script): string => `#!${process.execPath}
const { appendFileSync, mkdirSync } = require('node:fs');
const args = process.argv.slice(2);
const log = (line) => appendFileSync(${JSON.stringify(log)}, line + '\\n');
const printJson = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
log(args.join(' '));
({
  version: () => { ${script.version ?? "printJson({ terraform_version: '1.11.4' });"} },
  init: () => { ${script.init ?? "mkdirSync('.terraform', { recursive: true });"} },
  plan: () => { ${script.plan ?? ''} },
  show: () => { ${script.show ?? "printJson({ format_version: '1.2' });"} },
  apply: () => { ${script.apply ?? ''} },
})[args[0]]();
`;
