// A rule of another team before ours, by a regular expression: what drift and explain say.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRulesOfOthers } from '../../helpers/rules-of-others';
import type { RulesOfOthers } from '../../helpers/rules-of-others';
import { byHand } from '../helpers/by-hand';
import { createSandboxWorld } from '../helpers/context';

const FILE = 'environments/local.yaml';
let world: Awaited<ReturnType<typeof createSandboxWorld>>;
let others: RulesOfOthers;

beforeAll(async () => {
  world = await createSandboxWorld();
  others = await startRulesOfOthers(world.sandbox.controlPort);
  world.write(FILE, world.read(FILE).replace(/control_port: \d+/, `control_port: ${others.port}`));
  expect((await world.ctl('deploy --yes')).code).toBe(0);
  await byHand(others.port).foreignRule(5, [{ Field: 'path-pattern', Values: ['/never'] }]);
});

afterAll(async () => {
  others.close();
  await world.close();
});

/** Gives the foreign rule an expression on the path, in one of the forms of the API. */
const onPath = (form: 'older' | 'newer', expression: string): void => {
  const regex = { RegexValues: [expression] };
  const condition = form === 'older' ? regex : { PathPatternConfig: regex };
  others.put(5, { instead: true, conditions: [{ Field: 'path-pattern', ...condition }] });
};

describe.each(['older', 'newer'] as const)('in the form %s', (form) => {
  it('one that does not match is passed over, and is no drift', async () => {
    onPath(form, '^/tenant-[0-9]+$');
    expect(await world.ctl('drift')).toMatchObject({ code: 0, out: expect.not.stringContaining('rule 5') });
    const { out } = await world.ctl('explain --path /web --live');
    expect(out).toContain('hits rule 200 (web production)');
    expect(out).toContain('rule 5 (not of this environment): wants path-pattern matching ^/tenant-[0-9]+$, got /web');
  });

  it('one that matches takes the requests, and is drift', async () => {
    onPath(form, '^/w[a-z]+$');
    const { code, out } = await world.ctl('drift web');
    expect(out).toContain('web: rule 5, not of this environment, comes first for some of its requests');
    expect(code).toBe(4);
    expect((await world.ctl('explain --path /web --live')).out).toContain('hits rule 5 (not of this environment)');
  });

  it('one that cannot be decided may match, and is no drift', async () => {
    onPath(form, '^(?!/tenant).*$');
    const { code, out } = await world.ctl('drift web');
    expect(out).toContain('web: rule 5, not of this environment, may come first for some of its requests');
    expect(code).toBe(0);
    const explained = await world.ctl('explain --path /web --live');
    expect(explained.out).toContain('hits rule 200 (web production)');
    expect(explained.out).toContain(
      'Rules above it that may match, which Teal cannot decide:\n  rule 5 (not of this environment): wants path-pattern matching',
    );
  });
});
