// The credentials that a sandbox's control endpoint requires, and the file that keeps them for its user alone.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeAtomically } from './write-atomically';

/** An access key. Whoever has its id may use the control endpoint. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Makes credentials of 128 random bits in the id, in characters that every SDK takes for one. */
export const createCredentials = (): Credentials => ({
  accessKeyId: `TEAL${randomBytes(16).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('hex'),
});

/**
 * Reads the credentials in a file, or makes them and writes the file, readable by this user only. A file that others could read,
 * or that is not one of credentials, is replaced. Throws the system's error when it cannot be written.
 */
export function openCredentials(file: string): Credentials {
  const kept = readCredentials(file);
  if (kept) return kept;
  const made = createCredentials();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeAtomically(file, formatFile(made));
  return made;
}

/** Reads the credentials in a file; undefined when there are none, or another user could have read or written them. */
export function readCredentials(file: string): Credentials | undefined {
  try {
    if (!isPrivate(file)) return undefined;
    const text = readFileSync(file, 'utf8');
    const accessKeyId = /^aws_access_key_id = (\w{36})$/m.exec(text)?.[1];
    const secretAccessKey = /^aws_secret_access_key = (\w{60})$/m.exec(text)?.[1];
    return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether two access key ids are the same. How long it takes says nothing about where they differ. */
export const isSameKey = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Windows has no such modes; the profile of a user is only for that user there. */
function isPrivate(file: string): boolean {
  const { mode, uid } = statSync(file);
  const user = process.getuid?.();
  return user === undefined || (uid === user && (mode & 0o077) === 0);
}

/** The format that the aws command and every SDK read ("Shared config and credentials files"). */
const formatFile = ({ accessKeyId, secretAccessKey }: Credentials): string => `# Of this sandbox alone. ctl made them.
[default]
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
`;
