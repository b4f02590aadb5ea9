// A version: what one color runs, code and settings together. It is never changed after it was staged.
import type { Color } from '../../routing/model';

/**
 * Code that cannot change: an image, a package by the SHA-256 of its zip (hexadecimal), or an object in S3. `source` is what the
 * environment file says. An image is by digest, except one that was deployed by a tag before there were versions, or by cdktf.
 */
export type VersionCode =
  | { readonly kind: 'image'; readonly uri: string; readonly source: string }
  | { readonly kind: 'zip'; readonly sha256: string; readonly source: string }
  | {
      readonly kind: 'object';
      readonly bucket: string;
      readonly key: string;
      readonly object_version?: string;
      readonly source: string;
    };

/** Everything besides code that decides how a color answers. Names and units are those of the environment file. */
export interface VersionSettings {
  readonly memory_size: number;
  readonly timeout: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly ephemeral_storage?: number;
  readonly reserved_concurrency?: number;
  readonly handler?: string;
  readonly runtime?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly layers: readonly string[];
  readonly vpc?: { readonly subnet_ids?: readonly string[]; readonly security_group_ids?: readonly string[] };
  readonly policies: readonly string[];
  readonly multi_value_headers: boolean;
}

/** Code and settings. */
export interface VersionContent {
  readonly code: VersionCode;
  readonly settings: VersionSettings;
  /** Whose IAM role and security group it uses: the first version of a color has the service's, every later one its color's own. */
  readonly owner: 'service' | 'color';
}

/** When, by whom and why a version was staged. */
export interface Staged {
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly reason?: string;
}

/** A version of one color. */
export interface Version extends VersionContent {
  /** A number that grows with each version of the service, and the beginning of the content's SHA-256: `v12-3f9c2a`. */
  readonly id: string;
  /** The published version of the Lambda function, once it was seen behind the alias. The alias then stays there. */
  readonly published?: string;
  readonly staged: Staged;
}

/** The versions of a service's colors; a color that was never built has none. */
export type ServiceVersions = Readonly<Partial<Record<Color, Version>>>;

/** The versions of an environment, by service. */
export type Versions = Readonly<Record<string, ServiceVersions>>;
