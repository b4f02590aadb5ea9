// The files in .github/, which nothing on a developer's machine reads: that they are valid, and that what they name exists.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import yargs from 'yargs';
import * as z from 'zod';
import { commands } from '../../controller/commands';
import manifest from '../../package.json';

const repository = join(__dirname, '../..');
const text = (file: string): string => readFileSync(join(repository, file), 'utf8');
const exists = (file: string): boolean => existsSync(join(repository, file));
const read = <T extends z.ZodType>(file: string, schema: T): z.output<T> => schema.parse(parse(text(file)));
const filled = z.string().regex(/\S/);

const FILES = readdirSync(join(repository, '.github'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1));

describe('the workflow', () => {
  const step = z.looseObject({
    if: z.string().optional(),
    uses: z.string().optional(),
    run: z.string().optional(),
    with: z.looseObject({}).default({}),
  });
  const workflow = read(
    '.github/workflows/ci.yml',
    z.looseObject({
      on: z.looseObject({ push: z.object({ branches: z.array(z.string()) }), pull_request: z.null() }),
      permissions: z.record(z.string(), z.string()),
      concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.literal(true) }),
      jobs: z.object({
        check: z.looseObject({
          'timeout-minutes': z.number(),
          strategy: z.object({
            'fail-fast': z.boolean(),
            matrix: z.strictObject({ node: z.array(z.number()), terraform: z.array(z.string()) }),
          }),
          env: z.record(z.string(), z.string()),
          steps: z.array(step),
        }),
      }),
    }),
  );
  const { strategy, env, steps } = workflow.jobs.check;
  const using = (action: string) => steps.find((one) => one.uses?.startsWith(`${action}@`));

  it('runs .ci/run as its last step, for main and for pull requests, and has no more rights than to read', () => {
    expect(steps.at(-1)?.run).toBe('bash .ci/run');
    expect(workflow.on.push.branches).toEqual(['main']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.concurrency.group).toContain('github.event.pull_request.number');
  });

  it('tests every supported Node, from the oldest that package.json allows', () => {
    const [oldest = ''] = /\d+/.exec(manifest.engines.node) ?? [];
    expect(strategy.matrix.node).toEqual([20, 22, 24]);
    expect(Math.min(...strategy.matrix.node)).toBe(Number(oldest));
    expect(strategy['fail-fast']).toBe(false);
    expect(using('actions/setup-node')?.with).toMatchObject({ 'node-version': '${{ matrix.node }}' });
  });

  it('installs Terraform or OpenTofu, at least 1.10 and without a wrapper, and names it to ctl and to the tests', () => {
    expect(strategy.matrix.terraform).toEqual(['terraform', 'tofu']);
    expect(env).toEqual({ TERRAFORM_BINARY_NAME: '${{ matrix.terraform }}' });
    for (const [name, action] of [
      ['terraform', 'hashicorp/setup-terraform'],
      ['tofu', 'opentofu/setup-opentofu'],
    ] as const) {
      const found = using(action);
      expect(found?.if).toBe(`matrix.terraform == '${name}'`);
      expect(found?.with[`${name}_wrapper`]).toBe(false);
      expect(found?.with[`${name}_version`]).toMatch(/^1\.[1-9]\d\.\d+$/);
    }
  });

  it('pins moto exactly, and each action to a major version or a commit', () => {
    expect(steps.map((one) => one.run).join('\n')).toMatch(/pip install 'moto\[server\]==\d+\.\d+\.\d+'/);
    const actions = steps.flatMap((one) => one.uses ?? []);
    expect(actions.filter((action) => !/@(v\d+|[0-9a-f]{40})$/.test(action))).toEqual([]);
  });

  it('puts no expression into a script', () => {
    expect(steps.filter((one) => one.run?.includes('${{'))).toEqual([]);
  });
});

describe('the forms for issues', () => {
  const field = z.strictObject({
    type: z.enum(['input', 'textarea', 'dropdown', 'checkboxes']),
    id: z.string().regex(/^[\w-]+$/),
    attributes: z.looseObject({
      label: filled,
      description: filled.optional(),
      options: z.array(z.strictObject({ label: filled, required: z.boolean() })).optional(),
    }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  });
  const note = z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: filled }) });
  const form = z.strictObject({
    name: filled,
    description: filled,
    labels: z.array(filled),
    body: z.array(z.union([field, note])),
  });
  const fieldsOf = (file: string) =>
    read(`.github/ISSUE_TEMPLATE/${file}`, form).body.flatMap((one) => (one.type === 'markdown' ? [] : [one]));

  it.each(['bug.yml', 'feature.yml'])('%s is one that GitHub takes, with fields that differ', (file) => {
    const fields = fieldsOf(file);
    expect(fields.length).toBeGreaterThan(0);
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    expect(new Set(fields.map(({ attributes }) => attributes.label)).size).toBe(fields.length);
    for (const { type, attributes } of fields) expect(attributes.options !== undefined).toBe(type === 'checkboxes');
  });

  it('demand what a maintainer needs to find a bug', () => {
    const required = fieldsOf('bug.yml').filter(({ validations }) => validations?.required);
    expect(required.map(({ id }) => id)).toEqual(['version', 'typed', 'expected', 'happened', 'doctor', 'status']);
    const ask = (id: string): string => JSON.stringify(required.find((one) => one.id === id));
    expect(ask('version')).toContain('ctl --version');
    expect(ask('doctor')).toMatch(/ctl doctor .*-o json/);
    expect(ask('status')).toMatch(/ctl status .*-o json/);
  });

  it('are the only way to open an issue, beside a private report', () => {
    const config = read(
      '.github/ISSUE_TEMPLATE/config.yml',
      z.strictObject({
        blank_issues_enabled: z.boolean(),
        contact_links: z.array(z.strictObject({ name: filled, url: z.url({ protocol: /^https$/ }), about: filled })),
      }),
    );
    expect(config.blank_issues_enabled).toBe(false);
    expect(config.contact_links.map(({ about }) => about).join()).toContain('.github/SECURITY.md');
  });
});

describe('Dependabot', () => {
  const { updates } = read(
    '.github/dependabot.yml',
    z.strictObject({
      version: z.literal(2),
      updates: z.array(
        z.looseObject({
          'package-ecosystem': z.string(),
          directory: z.literal('/'),
          schedule: z.strictObject({ interval: z.string() }),
          ignore: z.array(z.looseObject({ 'dependency-name': z.string() })).default([]),
        }),
      ),
    }),
  );

  it('watches packages every week and actions every month', () => {
    expect(updates.map((one) => [one['package-ecosystem'], one.schedule.interval])).toEqual([
      ['npm', 'weekly'],
      ['github-actions', 'monthly'],
    ]);
  });

  it('leaves alone only packages that package.json pins exactly', () => {
    const pinned: Readonly<Record<string, string>> = { ...manifest.dependencies, ...manifest.devDependencies };
    const ignored = updates.flatMap(({ ignore }) => ignore.map((one) => one['dependency-name']));
    expect(ignored).toEqual(expect.arrayContaining(['cdktf', 'constructs', '@cdktf/provider-aws']));
    expect(ignored.filter((name) => !/^\d+\.\d+\.\d+$/.test(pinned[name] ?? ''))).toEqual([]);
  });
});

describe('the owners of the code', () => {
  it('own paths that exist', () => {
    const lines = text('.github/CODEOWNERS').split('\n');
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/ +/));
    expect(rules[0]?.[0]).toBe('*');
    for (const [path = '', ...owners] of rules) {
      expect({ path, exists: path === '*' || (path.startsWith('/') && exists(path)) }).toEqual({ path, exists: true });
      expect(owners.length).toBeGreaterThan(0);
      for (const owner of owners) expect(owner).toMatch(/^@[\w-]+(\/[\w-]+)?$/);
    }
  });
});

describe('what a contributor reads', () => {
  const PAGES = [...FILES, 'CONTRIBUTING.md'];
  const TOP = new Set(readdirSync(repository));
  const ENDING = /\.(md|json|ya?ml|m?js|ts)[.,]?$/;
  /** Addresses, actions, packages with a scope, teams, and a page of GitHub. */
  const NO_PATHS = /https?:\/\/\S+|uses: \S+|@[\w-]+\/[\w*-]+|\.\.\/security\/policy/g;

  /** The parts that are named in a page: all that the first group of a pattern matches. */
  const named = (page: string, pattern: RegExp): string[] =>
    [...text(page).matchAll(pattern)].flatMap(([, part]) => part ?? []);

  /** Paths that are named in a page: in code and links, by their ending, or by their first folder. Of a pattern, the folder. */
  const pathsIn = (page: string): string[] => {
    const prose = text(page)
      .replace(NO_PATHS, '')
      .replace(/\]\(([^)#]+)/g, (_, target: string) => `](${join(dirname(page), target)}`);
    const marked = [...prose.matchAll(/(?:`|\]\()([^`()\s]+\/[^`()\s]*)/g)].flatMap(([, part]) => part ?? []);
    const words = prose.match(/[\w.*-]+(\/[\w.*-]+)*\/?/g) ?? [];
    const paths = words.filter(
      (word) => ENDING.test(word) || (word.includes('/') && TOP.has(word.split('/')[0] ?? '')),
    );
    return [...marked, ...paths].map((path) => path.replace(/[^/]*\*.*|[.,]$/g, ''));
  };

  it.each(PAGES)('%s names scripts and commands that exist', (page) => {
    const scripts = named(page, /\bnpm run ([\w:-]+)/g);
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
    const programs = named(page, /\bnpx ([\w-]+)/g);
    expect(programs.filter((name) => !(name in manifest.bin) && !exists(`node_modules/.bin/${name}`))).toEqual([]);
  });

  it.each(PAGES)('%s names verbs of ctl that exist', async (page) => {
    const cli = yargs().scriptName('ctl');
    const ignore = (): void => undefined;
    for (const register of commands) register(cli, { offer: ignore, enter: ignore, choose: ignore });
    const verbs = [...(await cli.getHelp()).matchAll(/^ {2}ctl ([\w-]+)/gm)].map(([, verb]) => verb);
    expect(verbs).toContain('rollback');
    expect(named(page, /\bctl ([a-z][\w-]*)[^`\n]*`/g).filter((verb) => !verbs.includes(verb))).toEqual([]);
  });

  it.each(PAGES)('%s names paths that exist, or that are made later and ignored by git', (page) => {
    const places = ['', 'controller'];
    const ignored = new Set(text('.gitignore').split('\n'));
    const found = (path: string): boolean =>
      ignored.has(`${path.split('/')[0] ?? ''}/`) || places.some((place) => exists(join(place, path)));
    expect(pathsIn(page).filter((path) => !found(path))).toEqual([]);
  });
});
