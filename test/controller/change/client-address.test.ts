// Addresses of canary clients.
import { describe, expect, it } from '@jest/globals';
import { findPublicAddress, toAddressBlock } from '../../../controller/change/client-address';
import type { Environment } from '../../../environments/schema';
import { testContext } from '../../contract/context';

const aws: Environment = {
  name: 'prod',
  file: 'prod.yaml',
  target: 'aws',
  region: 'us-east-1',
  rules_quota: 100,
  sandbox: { port: 8080, control_port: 8081 },
  tags: {},
  whitelisted_ips: [],
  services: [],
};

const answering = (answer: () => Promise<Response>) => testContext('/', { fetch: answer });

describe('a typed address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['home', 'home'],
  ])('%s is written as %s', (text, block) => {
    expect(toAddressBlock(text)).toBe(block);
  });
});

describe('the address of this machine', () => {
  it('is the loopback address for a sandbox, without a request', async () => {
    const context = answering(() => Promise.reject(new Error('asked')));
    expect(await findPublicAddress(context, { ...aws, target: 'sandbox' })).toBe('127.0.0.1/32');
  });

  it('is the answer of the AWS service', async () => {
    const context = answering(() => Promise.resolve(new Response('198.51.100.4\n')));
    expect(await findPublicAddress(context, aws)).toBe('198.51.100.4/32');
  });

  it.each([
    ['no answer', () => Promise.reject(new Error('no network'))],
    ['an error', () => Promise.resolve(new Response('busy', { status: 503 }))],
    ['something else', () => Promise.resolve(new Response('<html>'))],
  ])('must be given by the user after %s', async (_, answer) => {
    await expect(findPublicAddress(answering(answer), aws)).rejects.toMatchObject({
      hint: expect.stringContaining('--ip'),
    });
  });
});
