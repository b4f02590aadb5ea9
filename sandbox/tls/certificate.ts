// A certificate that signs itself, for HTTPS on this machine: keys and signatures are Node's, only the encoding is done here.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, identifier, implicit, integer, octets, sequence, set, tagged, time, utf8, yes } from './der';

/** How long a certificate is valid: what browsers accept at most, in days. */
const VALID_DAYS = 397;
const DAY_MS = 86_400_000;

const VERSION_3 = Buffer.from([2]);
const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** A private key and its certificate, both as PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

/**
 * Makes a key on P-256 and a certificate for names and IP addresses, the first of which is its subject. It cannot sign others, so
 * that who trusts it trusts nothing but this key.
 */
export function makeCertificate(names: readonly string[], addresses: readonly string[], now: Date): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = sequence(set(sequence(identifier(COMMON_NAME), utf8(names[0] ?? 'localhost'))));
  const validity = sequence(
    time(new Date(now.getTime() - DAY_MS)),
    time(new Date(now.getTime() + VALID_DAYS * DAY_MS)),
  );
  const content = sequence(
    tagged(0, integer(VERSION_3)),
    integer(randomBytes(16)),
    ECDSA_WITH_SHA256,
    subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(names, addresses))),
  );
  const signature = sign('sha256', content, privateKey);
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: toPem(sequence(content, ECDSA_WITH_SHA256, bits(signature))),
  };
}

function extensions(names: readonly string[], addresses: readonly string[]): Buffer[] {
  const subjects = [
    ...names.map((name) => implicit(DNS_NAME, Buffer.from(name, 'ascii'))),
    ...addresses.map((address) => implicit(IP_ADDRESS, addressBytes(address))),
  ];
  const digitalSignature = bits(Buffer.from([0x80]), 7);
  return [
    critical('2.5.29.19', sequence()),
    critical('2.5.29.15', digitalSignature),
    extension('2.5.29.37', sequence(identifier(SERVER_AUTHENTICATION))),
    extension('2.5.29.17', sequence(...subjects)),
  ];
}

const critical = (id: string, content: Buffer): Buffer => sequence(identifier(id), yes(), octets(content));
const extension = (id: string, content: Buffer): Buffer => sequence(identifier(id), octets(content));

/** The bytes of 127.0.0.1 or ::1; other addresses of IPv6 are not needed here. */
function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const bytes = Buffer.alloc(16);
  bytes[15] = Number(address.replace('::', ''));
  return bytes;
}

const toPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
