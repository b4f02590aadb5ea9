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
  readonly port: number | undefined;
  readonly controlPort: number | undefined;
}

/** A sandbox that was started, or was already running. */
export interface UpResult {
  readonly environment: string;
  readonly state: 'started' | 'already running' | 'stopped';
  readonly pid: number;
  readonly url: string;
  readonly control: string;
}

/** The result for a recorded sandbox. */
export const toUpResult = (environment: Environment, state: UpResult['state'], running: SandboxProcess): UpResult => ({
  environment: environment.name,
  state,
  pid: running.pid,
  url: `http://127.0.0.1:${running.port}`,
  control: `http://127.0.0.1:${running.controlPort}`,
});
