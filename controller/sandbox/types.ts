// The request to start a sandbox, and its result.
import type { Environment } from '../../environments';
import type { SandboxProcess } from '../workspace/sandbox-process';

/** How to start. Ports are from the file when undefined; `controlPlane` is an endpoint whose rules are served instead. */
export interface UpRequest {
  readonly environment: string | undefined;
  readonly detach: boolean;
  readonly controlPlane: string | undefined;
  /** Whether metrics are put into that endpoint's CloudWatch. */
  readonly putMetrics: boolean;
  /** Whether the foreground prints neither requests nor output of functions. */
  readonly quiet: boolean;
  readonly port: number | undefined;
  readonly controlPort: number | undefined;
}

/** A sandbox that was started, or was already running. */
export interface UpResult {
  readonly environment: string;
  readonly state: 'started' | 'already running' | 'stopped';
  readonly pid: number;
  readonly url: string;
  /** The URL of HTTPS; null without it. */
  readonly https: string | null;
  readonly control: string;
}

/** The result for a recorded sandbox. */
export const toUpResult = (environment: Environment, state: UpResult['state'], running: SandboxProcess): UpResult => ({
  environment: environment.name,
  state,
  pid: running.pid,
  url: `http://127.0.0.1:${running.port}`,
  https: httpsUrl(running),
  control: `http://127.0.0.1:${running.controlPort}`,
});

/** The URL of a sandbox's HTTPS; null without it. */
export const httpsUrl = ({ httpsPort }: SandboxProcess): string | null =>
  httpsPort === undefined ? null : `https://127.0.0.1:${httpsPort}`;

/** The URLs of a sandbox's load balancer, as they are printed. */
export const describeUrls = ({ url, https }: { readonly url: string | null; readonly https: string | null }): string =>
  [url, https].filter((one) => one !== null).join(', ');
