// The cookies of target group stickiness.
import { describe, expect, it } from '@jest/globals';
import type { Forward } from '../../routing';
import { chooseGroup } from '../../sandbox/data-plane/stickiness';

const NOW = new Date('2026-01-01T00:00:00Z');
const forwardTo = (groups: Readonly<Record<string, number>>, stickinessSeconds: number | null = 60): Forward => ({
  kind: 'forward',
  targets: Object.entries(groups).map(([targetGroup, weight]) => ({ targetGroup, weight })),
  stickinessSeconds,
});
const choose = (forward: Forward, cookies: readonly string[] = [], now = NOW) => chooseGroup(forward, cookies, 0, now);

/** The pair that a client sends back, of the first cookie that a choice of `group` sets. */
const cookieOf = (group: string): string => choose(forwardTo({ [group]: 1 }))?.cookies[0]?.split(';')[0] ?? '';

describe('a client of a sticky rule', () => {
  it('gets AWSALBTG, and AWSALBTGCORS with SameSite=None and Secure, both with the duration', () => {
    const { cookies = [] } = choose(forwardTo({ blue: 1 })) ?? {};
    const attributes = 'Expires=Thu, 01 Jan 2026 00:01:00 GMT; Path=/';
    expect(cookies).toEqual([
      expect.stringMatching(new RegExp(`^AWSALBTG=[\\w-]+; ${attributes}$`)),
      expect.stringMatching(new RegExp(`^AWSALBTGCORS=[\\w-]+; ${attributes}; SameSite=None; Secure$`)),
    ]);
  });

  it('stays on its target group, whichever of its Cookie headers has the cookie', () => {
    const rule = forwardTo({ green: 100, blue: 0 });
    expect(choose(rule, ['a=1; b=2', `c=3; ${cookieOf('blue')}; d=4`])).toEqual({ group: 'blue', cookies: [] });
  });

  it('is sent by weight, with new cookies, when its cookie has expired', () => {
    const expired = choose(forwardTo({ green: 100, blue: 0 }), [cookieOf('blue')], new Date(NOW.getTime() + 60_000));
    expect(expired).toMatchObject({ group: 'green', cookies: [expect.any(String), expect.any(String)] });
  });

  it('is sent by weight when the rule no longer has its target group', () => {
    expect(choose(forwardTo({ green: 1 }), [cookieOf('blue')])?.group).toBe('green');
  });

  const forged = Buffer.from('9999999999999 blue').toString('base64url');
  const known = Buffer.from(cookieOf('blue').slice('AWSALBTG='.length), 'base64url').toString();
  const prolonged = Buffer.from(known.replace(/^\d+/, '9999999999999')).toString('base64url');
  it.each([`AWSALBTG=${forged}`, `AWSALBTG=${prolonged}`])(
    'is not sent where a cookie of its own making says',
    (cookie) => {
      expect(choose(forwardTo({ green: 100, blue: 0 }), [cookie])?.group).toBe('green');
    },
  );

  it.each(['AWSALBTG=', 'AWSALBTG=forged', 'AWSALBTG=%00', 'XAWSALBTG=a'])('is sent by weight with %s', (cookie) => {
    expect(choose(forwardTo({ green: 1 }), [cookie])?.group).toBe('green');
  });
});

describe('a client of a rule without stickiness', () => {
  it('gets no cookie, and one that it has is ignored', () => {
    const rule = forwardTo({ green: 100, blue: 0 }, null);
    expect(choose(rule, [cookieOf('blue')])).toEqual({ group: 'green', cookies: [] });
  });
});
