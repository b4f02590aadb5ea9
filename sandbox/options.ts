// The settings of a sandbox, and the running sandbox.
import type { Credentials } from './credentials';
import type { ServedRequest } from './data-plane/served-request';
import type { FunctionOutput } from './functions/output';
import type { Runner } from './functions/runner';
import type { Patience } from './http';

/** Settings of a sandbox. Port 0 uses any free port. */
export interface SandboxOptions {
  /** Port of the load balancer's listener, on 127.0.0.1. */
  readonly port: number;
  /** Port of HTTPS, which the same rules serve; none when left out. */
  readonly httpsPort?: number;
  /** Host names that the certificate of HTTPS is for, besides localhost. */
  readonly hostnames?: readonly string[];
  /** Port of the AWS-compatible control endpoint, on 127.0.0.1. */
  readonly controlPort: number;
  /** What the control endpoint requires; new ones when left out. */
  readonly credentials?: Credentials;
  /** How long the control endpoint waits for a request; default ten seconds for its headers, a minute for all of it. */
  readonly patience?: Patience;
  /** Folder of the state, the code and the functions' logs; created when missing. */
  readonly stateDir: string;
  /** Default us-east-1. */
  readonly region?: string;
  /** Twelve digits; default 000000000000. */
  readonly account?: string;
  /** URL of another ELBv2 and Lambda endpoint whose rules are served instead of its own. */
  readonly controlPlane?: string;
  /** What `controlPlane` requires; an emulator takes any. */
  readonly controlPlaneCredentials?: Credentials;
  /** Which listener of `controlPlane` is served; the first one of its only load balancer when left out. */
  readonly listenerArn?: string;
  /** How often `controlPlane` is read, in milliseconds; default 500. */
  readonly pollMs?: number;
  /** Whether metrics are put into the CloudWatch of `controlPlane`. */
  readonly putMetrics?: boolean;
  /** How often metrics are put, in milliseconds; default one second. */
  readonly putMetricsMs?: number;
  /** Store of zips named by the hex SHA-256 of their content; the source of code with `controlPlane`. */
  readonly packagesDir: string;
  /** Maximum number of invocations of one function at a time; more are throttled. Default 1000. */
  readonly concurrency?: number;
  /** Maximum number of environments of one version of a function at a time; invocations beyond them wait. Default 50. */
  readonly mostEnvironments?: number;
  /** How long an idle environment is kept, in milliseconds; default one minute. */
  readonly idleMs?: number;
  /** What runs the functions; default processes of this machine. */
  readonly runner?: Runner;
  /** How long a handler may take to load before it is loaded again within its first invocation, in milliseconds; default ten seconds. */
  readonly initMs?: number;
  /** A folder with Lambda's copy of the AWS SDK, which functions may then import: `@aws-sdk` for Node, boto3 for Python. */
  readonly sdkPath?: string;
  /** Runtimes of the functions to come: what this machine runs instead of them is logged at the start. */
  readonly runtimes?: readonly string[];
  readonly log: (line: string) => void;
  /** Called with each request that the load balancer answered. */
  readonly onRequest?: ((request: ServedRequest) => void) | undefined;
  /** Called with each line that a function prints, besides writing it into the function's log. */
  readonly onOutput?: ((line: FunctionOutput) => void) | undefined;
  readonly now?: () => Date;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** A running sandbox. */
export interface Sandbox {
  readonly port: number;
  /** Port of HTTPS, and the file of its certificate; undefined without HTTPS. */
  readonly httpsPort: number | undefined;
  readonly certificate: string | undefined;
  readonly controlPort: number;
  /** What a request to the control endpoint must be signed with. */
  readonly credentials: Credentials;
  /** With `controlPlane`: reads it now, and returns when its rules are served. Otherwise returns immediately. */
  refresh(): Promise<void>;
  /** With `putMetrics`: puts the metrics recorded so far, and returns when they are accepted. Otherwise returns immediately. */
  putMetrics(): Promise<void>;
  /** Ends every function, closes every connection and frees its ports. */
  close(): Promise<void>;
}
