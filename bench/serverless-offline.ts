// Installs serverless-offline into a temporary folder, with a function behind its load balancer. No dependency of this project.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from './measure';

/** The newest versions that work without an account: serverless 4 asks for a login. */
const VERSIONS = { serverless: '3.40.0', 'serverless-offline': '13.9.0' };

/** How it is called in the tables. */
export const SERVERLESS_OFFLINE = `serverless-offline ${VERSIONS['serverless-offline']}`;

const CONFIGURATION = `service: load
frameworkVersion: '3'
provider: { name: aws, runtime: nodejs20.x, stage: dev }
plugins: [serverless-offline]
functions:
  hello:
    handler: index.handler
    events:
      - alb:
          listenerArn: arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/load/50dc6c495c0c9188/f2f7dc8efc522ab2
          priority: 1
          conditions: { path: / }
`;

/** An installed serverless-offline. */
export interface Installed {
  /** The command that serves the function on these ports; only the first gets requests. */
  command(port: number, unused: readonly [number, number], ...flags: readonly string[]): readonly string[];
  readonly root: string;
  remove(): void;
}

/** Installs it by npm, with the code of its function, which downloads some 280 MB. No install script runs. */
export function installServerlessOffline(code: string): Installed {
  const root = mkdtempSync(join(tmpdir(), 'teal-serverless-'));
  cpSync(code, root, { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, dependencies: VERSIONS }));
  writeFileSync(join(root, 'serverless.yml'), CONFIGURATION);
  execute('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], root);
  return {
    root,
    command: (port, [http, lambda], ...flags) => [
      join(root, 'node_modules/serverless/bin/serverless.js'),
      'offline',
      ...['--albPort', String(port), '--httpPort', String(http), '--lambdaPort', String(lambda)],
      ...['--host', '127.0.0.1', '--noPrependStageInUrl', '--noSponsor', ...flags],
    ],
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** No telemetry, no notices, no questions. */
export const SERVERLESS_VARIABLES = { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', CI: '1' };
