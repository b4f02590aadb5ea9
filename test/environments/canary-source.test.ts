import { describe, expect, it } from '@jest/globals';
import { checkCanarySource } from '../../environments';

describe('the sources of a canary', () => {
  it.each(['203.0.113.7/32', '10.1.0.0/16', '198.51.100.0/24', '127.0.0.2/32', '2001:db8::/32', '2001:db8::1/128'])(
    'may be %s',
    (source) => {
      expect(checkCanarySource(source)).toBeUndefined();
    },
  );

  it.each<[source: string, message: RegExp, hint: RegExp]>([
    ['0.0.0.0/0', /wider than \/16/, /narrower/],
    ['10.0.0.0/8', /wider than \/16/, /narrower/],
    ['10.0.0.0/15', /wider than \/16/, /narrower/],
    ['::/0', /wider than \/32/, /narrower/],
    ['2001:d00::/31', /wider than \/32/, /narrower/],
    ['203.0.113.7/24', /bits set/, /203\.0\.113\.0\/24 .* 203\.0\.113\.7\/32/],
    ['2001:db8::1/64', /bits set/, /2001:db8::\/64 .* 2001:db8::1\/128/],
    ['10.0.0.0/08', /prefix length "08"/, /without leading zeros/],
    ['10.0.0.0/33', /prefix length "33"/, /0 to 32/],
    ['10.00.0.0/16', /not a block/, /203\.0\.113\.7\/32/],
    ['203.0.113.7', /no prefix length/, /203\.0\.113\.7\/32/],
    ['2001:db8::1', /no prefix length/, /2001:db8::1\/128/],
    ['office', /not a block/, /CIDR/],
    ['', /not a block/, /CIDR/],
    ['1.2.3.4/32/1', /not a block/, /CIDR/],
    ['fe80::1%eth0/128', /not a block/, /CIDR/],
    ['255.255.255.255/32', /AWS refuses/, /own address/],
    ['192.0.2.0/32', /no client has/, /own address/],
    ['192.0.2.128/25', /no client has/, /own address/],
    ['2001:DB8::1/128', /short form/, /2001:db8::1\/128/],
    ['2001:db8:0:0::1/128', /short form/, /2001:db8::1\/128/],
    ['::ffff:10.0.0.1/128', /IPv4-mapped IPv6/, /10\.0\.0\.1\/32/],
  ])('may not be %s', (source, message, hint) => {
    expect(checkCanarySource(source)).toEqual({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });
});
