// Each verb from each phase.
import { describe, expect, it } from '@jest/globals';
import { canary, phaseOf, promote, rollback, settle, shift, stage, takeSnapshot } from '../../../controller/release';
import { pullSnapshot } from '../../../controller/release/checkout';
import { service } from './service';

const promoted = service({ green_weight: 100, activate_canary: true });
const shifting = service({ green_weight: 10 });
const noCode = service({ green_package: undefined });

describe('phases', () => {
  it.each([
    [service(), 'steady'],
    [service({ activate_canary: true }), 'canary'],
    [service({ green_weight: 1 }), 'shifting'],
    [service({ green_weight: 99, activate_canary: true }), 'shifting'],
    [service({ green_weight: 100 }), 'promoted'],
    [service({ active_color: 'green', green_weight: 100 }), 'steady'],
    [service({ active_color: 'green', green_weight: 0 }), 'promoted'],
  ])('are derived from weight, canary and active color', (state, phase) => {
    expect(phaseOf(state)).toBe(phase);
  });
});

describe('shift', () => {
  it('counts the share of the candidate from the active color', () => {
    const decision = shift(service({ active_color: 'green', green_weight: 100 }), { of: 'candidate', percent: 30 });
    expect(decision).toMatchObject({
      kind: 'change',
      edits: [{ path: ['services', 'web', 'green_weight'], value: 70 }],
    });
  });

  it('reduces the share again after a promotion', () => {
    expect(shift(promoted, { of: 'green', percent: 50 })).toMatchObject({
      kind: 'change',
      after: { green_weight: 50 },
    });
  });

  it('is refused to a color without its own code', () => {
    expect(shift(noCode, { of: 'green', percent: 10 })).toMatchObject({ kind: 'refused' });
  });

  it('is allowed from a color without its own code', () => {
    const decision = shift(service({ green_package: undefined, green_weight: 10 }), { of: 'blue', percent: 100 });
    expect(decision.kind).toBe('change');
  });
});

describe('canary', () => {
  it('replaces the whitelisted IPs', () => {
    const decision = canary(service(), { on: true, ips: ['198.51.100.1/32'] });
    expect(decision).toMatchObject({ after: { whitelisted_ips: ['198.51.100.1/32'], activate_canary: true } });
  });

  it('is refused when nobody would see it', () => {
    expect(canary(service({ whitelisted_ips: [] }), { on: true })).toMatchObject({ kind: 'refused' });
  });

  it('does not change the split', () => {
    expect(canary(shifting, { on: true })).toMatchObject({ kind: 'change', after: { green_weight: 10 } });
  });
});

describe('promote', () => {
  it('does not move the active color', () => {
    expect(promote(shifting)).toMatchObject({ after: { green_weight: 100, active_color: 'blue' } });
  });

  it('is refused for a color without its own code', () => {
    expect(promote(noCode)).toMatchObject({ kind: 'refused' });
  });
});

describe('settle', () => {
  it('moves the active color and switches the canary off, at the same weights', () => {
    expect(settle(promoted)).toMatchObject({
      after: { active_color: 'green', activate_canary: false, green_weight: 100 },
    });
  });

  it('is refused while the traffic is divided', () => {
    expect(settle(shifting)).toMatchObject({ kind: 'refused', hint: expect.stringContaining('ctl promote web') });
  });
});

describe('rollback', () => {
  it('is unchanged when there is nothing to roll back', () => {
    expect(rollback(service())).toMatchObject({ kind: 'unchanged' });
  });
});

describe('stage', () => {
  it('puts code on the candidate', () => {
    const decision = stage(service(), { code: { kind: 'package', source: './v3.zip' } });
    expect(decision).toMatchObject({ edits: [{ path: ['services', 'web', 'green_package'], value: './v3.zip' }] });
  });

  it('settles first from promoted, and then puts code on the former active color', () => {
    const decision = stage(promoted, { code: { kind: 'package', source: './v3.zip' } });
    expect(decision).toMatchObject({
      after: { active_color: 'green', activate_canary: false, blue_package: './v3.zip', green_weight: 100 },
    });
  });

  it.each([shifting, service({ activate_canary: true })])('is refused while the candidate gets traffic', (state) => {
    expect(stage(state, { code: { kind: 'package', source: './v3.zip' } })).toMatchObject({
      kind: 'refused',
      hint: expect.stringContaining('ctl rollback web'),
    });
  });

  it('writes settings for the next version, and into the block of the color where that has them', () => {
    const start = service({ green: { timeout: 20, environment: { MODE: 'a' } } });
    const wanted = { settings: { handler: 'main.run', timeout: 40 }, environment: { MODE: 'b', LOG_LEVEL: 'debug' } };
    expect(stage(start, wanted)).toMatchObject({
      edits: [
        { path: ['services', 'web', 'green_package'], value: './v1.zip' },
        { path: ['services', 'web', 'handler'], value: 'main.run' },
        { path: ['services', 'web', 'green', 'timeout'], value: 40 },
        { path: ['services', 'web', 'green', 'environment', 'MODE'], value: 'b' },
        { path: ['services', 'web', 'environment', 'LOG_LEVEL'], value: 'debug' },
      ],
      after: {
        handler: 'main.run',
        green: { timeout: 40, environment: { MODE: 'b' } },
        environment: { LOG_LEVEL: 'debug' },
      },
    });
  });

  it('puts an image in the place of a package, on one color', () => {
    const decision = stage(service(), { code: { kind: 'image', uri: 'repo/web@sha256:1' } });
    expect(decision).toMatchObject({
      edits: [
        { path: ['services', 'web', 'green_image'], value: 'repo/web@sha256:1' },
        { path: ['services', 'web', 'green_package'], remove: true },
      ],
      after: { blue_package: './v1.zip', green_image: 'repo/web@sha256:1', green_package: undefined },
    });
  });

  it('puts a package in the place of an image, with its entry point, on the former active color', () => {
    const images = {
      blue_package: undefined,
      green_package: undefined,
      blue_image: 'a@sha256:1',
      green_image: 'a@sha256:2',
    };
    const decision = stage(
      { ...promoted, ...images },
      { code: { kind: 'package', source: './v3.zip' }, settings: { handler: 'main.run' } },
    );
    expect(decision).toMatchObject({
      edits: [
        { path: ['services', 'web', 'active_color'], value: 'green' },
        { path: ['services', 'web', 'activate_canary'], value: false },
        { path: ['services', 'web', 'blue_package'], value: './v3.zip' },
        { path: ['services', 'web', 'blue_image'], remove: true },
        { path: ['services', 'web', 'handler'], value: 'main.run' },
      ],
      after: { blue_package: './v3.zip', blue_image: undefined, green_image: 'a@sha256:2' },
    });
  });
});

describe('a pull', () => {
  it('brings back what the newest revision has, and removes what it has not', () => {
    const newest = service({ green_package: undefined, green_image: 'repo/web@sha256:1', blue_package: './v0.zip' });
    const decision = pullSnapshot(service(), takeSnapshot(newest));
    expect(decision).toMatchObject({
      edits: [
        { path: ['services', 'web', 'green_image'], value: 'repo/web@sha256:1' },
        { path: ['services', 'web', 'blue_package'], value: './v0.zip' },
        { path: ['services', 'web', 'green_package'], remove: true },
      ],
    });
    expect(decision.kind === 'change' && takeSnapshot(decision.after)).toEqual(takeSnapshot(newest));
  });

  it('removes code of which the newest revision had none', () => {
    const newest = service({ green_package: undefined });
    expect(pullSnapshot(service(), takeSnapshot(newest))).toMatchObject({
      edits: [{ path: ['services', 'web', 'green_package'], remove: true }],
    });
    expect(pullSnapshot(newest, takeSnapshot(newest))).toMatchObject({ kind: 'unchanged' });
  });
});
