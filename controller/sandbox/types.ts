// How a sandbox is started, and what is told of it afterwards.
import type { Environment } from '../../environments';
import type { SandboxProcess } from '../workspace/sandbox-process';

/** How to start. Ports are the file's when left out; `controlPlane` is an endpoint whose rules are served instead. */
export interface UpRequest {
  readonly environment: string | undefined;
  readonly detach: boolean;
  readonly controlPlane: string | undefined;
  /** Whether what is served is counted in that endpoint's CloudWatch. */
  readonly putMetrics: boolean;
  readonly port: number | undefined;
  readonly controlPort: number | undefined;
}

/** A sandbox that was started, or was there already. */
export interface UpResult {
  readonly environment: string;
  readonly state: 'started' | 'already running' | 'stopped';
  readonly pid: number;
  readonly url: string;
  readonly control: string;
}

/** The result for a sandbox that was noted. */
export const resultOf = (environment: Environment, state: UpResult['state'], running: SandboxProcess): UpResult => ({
  environment: environment.name,
  state,
  pid: running.pid,
  url: `http://127.0.0.1:${running.port}`,
  control: `http://127.0.0.1:${running.controlPort}`,
});
