// The credentials of an environment's sandbox on this machine.
import { join } from 'node:path';
import type { Credentials } from '../../sandbox/credentials';
import { readCredentials } from '../../sandbox/credentials';
import { runningSandboxes, sandboxFolder } from './sandbox-process';

/** The file of a sandbox's credentials, which its user alone can read. It survives a restart. */
export const credentialsFile = (root: string, environment: string): string =>
  join(sandboxFolder(root, environment), 'credentials');

/** Credentials for an endpoint on this machine that does not require any, such as an emulator. They never reach AWS. */
export const DUMMY_CREDENTIALS: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Reads a sandbox's credentials; the dummy when no sandbox of the environment was started from this checkout. */
export const sandboxCredentials = (root: string, environment: string): Credentials =>
  readCredentials(credentialsFile(root, environment)) ?? DUMMY_CREDENTIALS;

/** The headers that a request to a sandbox's own endpoints must have. */
export const sandboxHeaders = (root: string, environment: string): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${sandboxCredentials(root, environment).accessKeyId}`,
});

/** The credentials of the sandbox of this checkout whose control endpoint has a URL; undefined when there is no such sandbox. */
export function credentialsAt(root: string, url: string): Credentials | undefined {
  const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: '', port: '' };
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') return undefined;
  const [found] = runningSandboxes(root).filter(({ running }) => String(running.controlPort) === port);
  return found && sandboxCredentials(root, found.environment);
}
