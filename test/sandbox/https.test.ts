import { X509Certificate } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { CreateRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCertificate } from '../../sandbox/tls/certificate';
import { openCertificate } from '../../sandbox/tls/store';
import { bench, cleanUp, deploy, forward, listenerArn, nodeZip, path, temporaryDir } from './support';
import type { Bench } from './support';

const HOSTNAMES = ['api.example.com', '*.shop.example.com', 'a*.example.com'];
const NOW = new Date('2026-03-01T12:00:00Z');
const echo = nodeZip('return { statusCode: 200, body: JSON.stringify(event) }');

afterAll(cleanUp);

describe('HTTPS on the sandbox', () => {
  let on: Bench;

  beforeAll(async () => {
    on = await bench({ httpsPort: 0, hostnames: HOSTNAMES });
    const RedirectConfig = { StatusCode: 'HTTP_302', Path: '/new' } as const;
    const Actions = [{ Type: 'redirect' as const, RedirectConfig }];
    const ListenerArn = await listenerArn(on.elb);
    await on.elb.send(new CreateRuleCommand({ ListenerArn, Priority: 1, Conditions: [path('/old')], Actions }));
    await forward(on, 10, { [await deploy(on, 'svc-blue', echo)]: 1 });
  });

  /** A request of a client that trusts the sandbox's certificate and nothing else. */
  const ask = (at: string, servername: string, host = '127.0.0.1') =>
    new Promise<{ location: string | undefined; body: string }>((resolve, reject) => {
      const ca = readFileSync(on.certificate ?? '');
      const sent = request({ host, servername, port: on.httpsPort, path: at, ca, agent: false }, (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ location: answer.headers.location, body }));
      });
      sent.on('error', reject);
      sent.end();
    });

  it('tells the function its protocol and its port', async () => {
    const { body } = await ask('/', 'localhost');
    expect(JSON.parse(body)).toMatchObject({
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-port': String(on.httpsPort) },
    });
  });

  it('redirects to its own protocol and port', async () => {
    const { location } = await ask('/old', 'localhost');
    expect(location).toBe(`https://127.0.0.1:${on.httpsPort}/new`);
  });

  it.each(['localhost', 'api.example.com', 'de.shop.example.com'])('has a certificate for %s', async (name) => {
    await expect(ask('/old', name)).resolves.toMatchObject({ location: expect.stringContaining('https://') });
    await expect(ask('/old', name, '::1')).resolves.toMatchObject({ location: expect.stringContaining('https://') });
  });

  it('has no certificate for other names', async () => {
    await expect(ask('/old', 'www.example.org')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

describe('the certificate of the sandbox', () => {
  it('can be read whatever its random number is', () => {
    const read = Array.from(
      { length: 20 },
      () => new X509Certificate(makeCertificate(['localhost'], [], NOW).certificate),
    );
    expect(new Set(read.map((one) => one.serialNumber)).size).toBe(20);
  });

  it('is kept, with a key that only its owner can read', () => {
    const dir = join(temporaryDir(), 'tls');
    const made = openCertificate(dir, HOSTNAMES, NOW);
    const key = join(dir, 'key.pem');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    chmodSync(key, 0o644);
    expect(openCertificate(dir, HOSTNAMES, NOW)).toEqual(made);
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });

  it('is for localhost, its addresses and the host names that a certificate can say, and signs no other', () => {
    const { certificate } = openCertificate(join(temporaryDir(), 'tls'), HOSTNAMES, NOW);
    const read = new X509Certificate(certificate);
    expect(read.subjectAltName).toBe(
      'DNS:localhost, DNS:api.example.com, DNS:*.shop.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(read.ca).toBe(false);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(Date.parse(read.validTo) - NOW.getTime()).toBe(397 * 86_400_000);
    expect(Date.parse(read.validFrom)).toBeLessThan(NOW.getTime());
  });

  const later = new Date('2027-03-10T00:00:00Z');
  it.each([
    ['ends within a month', (_dir: string) => undefined, HOSTNAMES, later],
    ['lacks a host name', (_dir: string) => undefined, [...HOSTNAMES, 'new.example.com'], NOW],
    ['is cut off', (dir: string) => writeFileSync(join(dir, 'certificate.pem'), '-----BEGIN'), HOSTNAMES, NOW],
    [
      'has another key',
      (dir: string) => {
        const other = openCertificate(join(dir, 'other'), [], NOW);
        writeFileSync(join(dir, 'key.pem'), other.key);
      },
      HOSTNAMES,
      NOW,
    ],
  ])('is made anew when it %s', (_, damage, hostnames, now) => {
    const dir = join(temporaryDir(), 'tls');
    const before = openCertificate(dir, HOSTNAMES, NOW);
    damage(dir);
    const after = openCertificate(dir, hostnames, now);
    expect(after.certificate).not.toBe(before.certificate);
    expect(openCertificate(dir, hostnames, now)).toEqual(after);
  });
});
