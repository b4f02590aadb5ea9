// The sandbox's certificate and its key, kept in the state folder so that a client can trust them once.
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../write-atomically';
import { makeCertificate } from './certificate';
import type { KeyAndCertificate } from './certificate';

/** A certificate that ends sooner is replaced at a start, in milliseconds. */
const LEAST_LEFT_MS = 30 * 86_400_000;

const ADDRESSES = ['127.0.0.1', '::1'];

/** Only what a certificate can say: a name, or `*.` before one. */
const NAME = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i;

/** A certificate, its key, and the certificate's file. */
export interface StoredCertificate extends KeyAndCertificate {
  readonly file: string;
}

/**
 * The certificate in a folder for localhost and these host names, made when there is none that fits. The key is readable by its
 * owner alone.
 */
export function openCertificate(dir: string, hostnames: readonly string[], now: Date): StoredCertificate {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const keyFile = join(dir, 'key.pem');
  const file = join(dir, 'certificate.pem');
  const names = [...new Set(['localhost', ...hostnames.filter((name) => NAME.test(name))])];
  const found = read(keyFile, file);
  if (found && fits(found, names, now)) {
    chmodSync(keyFile, 0o600);
    return { ...found, file };
  }
  const made = makeCertificate(names, ADDRESSES, now);
  writeAtomically(keyFile, made.key);
  writeAtomically(file, made.certificate);
  return { ...made, file };
}

function read(keyFile: string, file: string): KeyAndCertificate | undefined {
  try {
    return { key: readFileSync(keyFile, 'utf8'), certificate: readFileSync(file, 'utf8') };
  } catch {
    return undefined;
  }
}

/** A key of another certificate, one that was cut off, an old one, or one without a name is replaced. */
function fits({ key, certificate }: KeyAndCertificate, names: readonly string[], now: Date): boolean {
  try {
    const read = new X509Certificate(certificate);
    const said = (read.subjectAltName ?? '').split(', ');
    return (
      read.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(read.validTo) - now.getTime() > LEAST_LEFT_MS &&
      names.every((name) => said.includes(`DNS:${name}`))
    );
  } catch {
    return false;
  }
}
