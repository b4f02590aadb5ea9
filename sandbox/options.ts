// What a sandbox is started with, and what the caller gets back.

/** Settings of a sandbox. A port of 0 takes any free one. */
export interface SandboxOptions {
  /** Port of the load balancer's listener, on 127.0.0.1. */
  readonly port: number;
  /** Port of the AWS-compatible control endpoint, on 127.0.0.1. */
  readonly controlPort: number;
  /** Folder of the state, the code and the functions' logs; made when missing. */
  readonly stateDir: string;
  /** Default us-east-1. */
  readonly region?: string;
  /** Twelve digits; default 000000000000. */
  readonly account?: string;
  /** URL of another ELBv2 and Lambda endpoint whose rules are served instead of the sandbox's own. */
  readonly controlPlane?: string;
  /** Which listener of `controlPlane` is served; the first one of its only load balancer when left out. */
  readonly listenerArn?: string;
  /** How often `controlPlane` is asked, in milliseconds; default 500. */
  readonly pollMs?: number;
  /** Whether what is counted goes into the CloudWatch of `controlPlane`. */
  readonly putMetrics?: boolean;
  /** How often it goes there, in milliseconds; default one second. */
  readonly putMetricsMs?: number;
  /** Store of zips named by the hex SHA-256 of their content; where code comes from with `controlPlane`. */
  readonly packagesDir: string;
  /** Most environments that one function may have at a time; default 50. */
  readonly concurrency?: number;
  /** How long an idle environment is kept, in milliseconds; default one minute. */
  readonly idleMs?: number;
  readonly log: (line: string) => void;
  readonly now?: () => Date;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** A running sandbox. */
export interface Sandbox {
  readonly port: number;
  readonly controlPort: number;
  /** With `controlPlane`: asks it now, and returns when its answer is served. Without, returns at once. */
  refresh(): Promise<void>;
  /** With `putMetrics`: puts what was counted until now, and returns when it is accepted. Without, returns at once. */
  putMetrics(): Promise<void>;
  /** Ends every function, closes every connection and frees both ports. */
  close(): Promise<void>;
}
