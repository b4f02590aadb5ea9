// The variables that lead the aws command and the SDKs to a sandbox. They name the file of its credentials, not the credentials.
import type { Context } from '../core/context';
import { findEnvironment, openAlone } from '../workspace/open-environment';
import { credentialsFile } from '../workspace/sandbox-credentials';
import { sandboxDownError } from './health';
import { findSandbox } from './stop';

/** Variables of a shell: those to set, and those that would take precedence over them. */
export interface SandboxVariables {
  readonly environment: string;
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** "Configuration and credential file settings": keys in variables come before those in a file. */
export const CREDENTIAL_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
];

/**
 * Reads the variables.
 * @throws {UserError} SANDBOX_DOWN when the sandbox does not run.
 */
export async function readSandboxVariables(context: Context, named: string | undefined): Promise<SandboxVariables> {
  const { environment: name, running } = await findSandbox(context, named);
  const { environment } = await openAlone(context, await findEnvironment(context, name));
  if (!running) throw sandboxDownError(environment);
  return {
    environment: name,
    set: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${running.controlPort}`,
      AWS_SHARED_CREDENTIALS_FILE: credentialsFile(context.root, name),
      // The user's own settings, such as a role to assume, are not for the sandbox.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_REGION: environment.region,
      AWS_DEFAULT_REGION: environment.region,
    },
    unset: CREDENTIAL_VARIABLES,
  };
}

/** The lines that a POSIX shell evaluates. */
export const formatVariables = ({ set, unset }: SandboxVariables): readonly string[] => [
  `unset ${unset.join(' ')}`,
  ...Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)}`),
];

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
