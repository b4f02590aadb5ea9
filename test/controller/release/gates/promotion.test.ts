// Whether another environment has run the same code long enough, according to its journal.
import { describe, expect, it } from '@jest/globals';
import { checkPromotion, identifyCode } from '../../../../controller/release/gates';
import type { PastChange } from '../../../../controller/release/gates';
import type { Snapshot } from '../../../../controller/release';

const image = (digit: string, name = 'web'): string =>
  `111.dkr.ecr.eu-west-1.amazonaws.com/${name}@sha256:${digit.repeat(64)}`;
const [OLD, NEW, NEXT] = [image('0'), image('1'), image('2')];

/** A snapshot with these images, the active color, and the candidate's weight. */
const snapshot = (blue: string, green: string, active: 'blue' | 'green', weight: number): Snapshot => {
  const candidate = active === 'blue' ? 'green' : 'blue';
  const weights = active === 'blue' ? { blue: 100 - weight, green: weight } : { green: 100 - weight, blue: weight };
  const ownCode = { blue: { kind: 'image', uri: blue }, green: { kind: 'image', uri: green } } as const;
  return {
    phase: 'shifting',
    active,
    candidate,
    weights,
    canary: false,
    canaryIps: [],
    code: { blue, green },
    ownCode,
  };
};
const STAGED = snapshot(OLD, NEW, 'blue', 0);
const HALF = snapshot(OLD, NEW, 'blue', 50);
const PROMOTED = snapshot(OLD, NEW, 'blue', 100);
const SETTLED = snapshot(OLD, NEW, 'green', 0);
const NEXT_STAGED = snapshot(NEXT, NEW, 'green', 0);
const NEXT_HALF = snapshot(NEXT, NEW, 'green', 50);
const NEXT_PROMOTED = snapshot(NEXT, NEW, 'green', 100);

const change = (
  time: string,
  from: Snapshot | null,
  to: Snapshot | null,
  result: PastChange['result'] = 'done',
): PastChange => ({ time: `2026-11-24T${time}:00Z`, from, to, result });

const NOW = new Date('2026-11-24T12:00:00Z');
const wanted = identifyCode({ kind: 'image', uri: image('1', 'copied/elsewhere') });
const ask = (...entries: readonly PastChange[]) =>
  checkPromotion(entries, wanted, NOW, { environment: 'staging', service: 'web', seconds: 1800 });

describe('code is baked', () => {
  it.each<[name: string, entries: readonly PastChange[]]>([
    ['when it has had 100 % for that long', [change('11:30', HALF, PROMOTED)]],
    ['when it was settled meanwhile', [change('11:20', HALF, PROMOTED), change('11:50', PROMOTED, SETTLED)]],
    [
      'when the next code was staged, and tried, beside it',
      [
        change('11:30', PROMOTED, SETTLED),
        change('11:50', SETTLED, NEXT_STAGED),
        change('11:55', NEXT_STAGED, NEXT_STAGED),
      ],
    ],
    [
      'when the next code replaced it after it had run long enough',
      [
        change('09:00', PROMOTED, SETTLED),
        change('11:50', NEXT_STAGED, NEXT_HALF),
        change('11:55', NEXT_HALF, NEXT_PROMOTED),
      ],
    ],
    [
      'when the next code was tried and rolled back after that',
      [
        change('09:00', PROMOTED, SETTLED),
        change('11:50', NEXT_STAGED, NEXT_HALF),
        change('11:59', NEXT_HALF, NEXT_STAGED),
      ],
    ],
    [
      'when a change that would have replaced it failed',
      [change('11:00', HALF, PROMOTED), change('11:45', PROMOTED, SETTLED, 'failed')],
    ],
    ['when both colors run it', [change('11:00', null, snapshot(NEW, NEW, 'blue', 30))]],
  ])('%s', (_, entries) => {
    expect(ask(...entries)).toEqual({ kind: 'met' });
  });
});

describe('code is not baked', () => {
  it.each<[name: string, entries: readonly PastChange[], reason: RegExp]>([
    ['when nothing is known', [], /staging must have run it at 100 % for 30m, and its journal does not show that/],
    ['when it was staged only', [change('09:00', null, STAGED)], /journal does not show that/],
    ['when it has had a part of the traffic only', [change('09:00', STAGED, HALF)], /journal does not show that/],
    ['a minute too early', [change('11:31', HALF, PROMOTED)], /has done so since 2026-11-24T11:31:00Z only/],
    [
      'when it had only a part in between, so that time starts again',
      [
        change('09:00', SETTLED, SETTLED),
        change('09:20', NEXT_STAGED, NEXT_HALF),
        change('11:40', NEXT_HALF, NEXT_STAGED),
      ],
      /has done so since 2026-11-24T11:40:00Z only/,
    ],
    [
      'when it was rolled back, however long it ran before',
      [change('06:00', HALF, PROMOTED), change('11:00', PROMOTED, STAGED)],
      /it was rolled back there at 2026-11-24T11:00:00Z/,
    ],
    [
      'when it was rolled back before 100 %',
      [change('06:00', STAGED, HALF), change('07:00', HALF, STAGED)],
      /it was rolled back there/,
    ],
    [
      'when it was rolled back and promoted again a moment ago',
      [change('06:00', HALF, PROMOTED), change('11:00', PROMOTED, STAGED), change('11:50', STAGED, PROMOTED)],
      /has done so since 2026-11-24T11:50:00Z only/,
    ],
    [
      'when the change that brought it failed',
      [change('09:00', HALF, PROMOTED, 'failed')],
      /journal does not show that/,
    ],
    [
      'when the change that rolled it back was interrupted',
      [change('06:00', HALF, PROMOTED), change('07:00', PROMOTED, STAGED, 'interrupted')],
      /it was rolled back there/,
    ],
    [
      'when somebody had changed the file by hand in between',
      [change('09:00', HALF, PROMOTED), change('11:50', STAGED, PROMOTED)],
      /has done so since 2026-11-24T11:50:00Z only/,
    ],
    [
      'when other code has 100 %',
      [change('09:00', null, snapshot(OLD, NEXT, 'blue', 100))],
      /journal does not show that/,
    ],
    ['when the clock went back', [change('13:00', HALF, PROMOTED)], /has done so since 2026-11-24T13:00:00Z only/],
    ['when a time is invalid', [{ ...change('09:00', HALF, PROMOTED), time: 'soon' }], /has done so since soon only/],
  ])('%s', (_, entries, reason) => {
    expect(ask(...entries)).toMatchObject({ kind: 'not-met', reason: expect.stringMatching(reason) });
  });

  it('reports how long it will take', () => {
    expect(ask(change('11:50', HALF, PROMOTED))).toMatchObject({
      hint: 'Try again in 20m, at 2026-11-24T12:20:00.000Z',
    });
  });

  it('reports where to release it first', () => {
    expect(ask()).toMatchObject({
      hint: expect.stringMatching(/ctl release web -e staging; with its state in S3/),
    });
  });
});

describe('code in two environments', () => {
  const entries = (code: string): PastChange[] => [change('06:00', null, snapshot(OLD, code, 'blue', 100))];
  const demand = { environment: 'staging', service: 'web', seconds: 60 };

  it('is the same package when it is written the same', () => {
    const kind = 'package';
    expect(
      checkPromotion(
        entries('s3://b/k?versionId=1'),
        identifyCode({ kind, source: 's3://b/k?versionId=1' }),
        NOW,
        demand,
      ).kind,
    ).toBe('met');
    expect(
      checkPromotion(
        entries('s3://b/k?versionId=1'),
        identifyCode({ kind, source: 's3://b/k?versionId=2' }),
        NOW,
        demand,
      ).kind,
    ).toBe('not-met');
  });

  it('cannot be compared by a tag, which may move', () => {
    const uri = '111.dkr.ecr.eu-west-1.amazonaws.com/web:latest';
    expect(checkPromotion(entries(uri), identifyCode({ kind: 'image', uri }), NOW, demand)).toMatchObject({
      kind: 'not-met',
      reason: `${uri} names an image by its tag, which may be another one in staging`,
      hint: expect.stringContaining('@sha256:'),
    });
  });

  it('is the same image by its digest, with a tag or without', () => {
    const uri = `222.dkr.ecr.us-east-1.amazonaws.com/web:v7@sha256:${'1'.repeat(64)}`;
    expect(checkPromotion(entries(uri), wanted, NOW, demand)).toEqual({ kind: 'met' });
  });
});
