// The address of the demo's whitelisted client.
import { describe, expect, it } from '@jest/globals';
import { findSecondAddress } from '../../bin/second-address';

describe('a second address of this machine', () => {
  it('is the first from which a server on the loopback can be reached', async () => {
    expect(await findSecondAddress(['203.0.113.7', '127.0.0.1'])).toBe('127.0.0.1');
  });

  it('is an error that says how to add one when there is none', async () => {
    await expect(findSecondAddress(['203.0.113.7'])).rejects.toThrow('ifconfig lo0 alias 127.0.0.2');
  });
});
