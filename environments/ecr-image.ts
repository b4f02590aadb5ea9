// Parses the address of an image in ECR. Pure.

/** An image in a repository of ECR, by digest or by tag. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly digest: string | undefined;
  readonly tag: string | undefined;
}

const ADDRESS =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<repository>[^:@]+)(?::(?<tag>[\w.-]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** The parts of an image's address; undefined for one that is not in ECR. A digest takes precedence over a tag. */
export function parseEcrImage(uri: string): EcrImage | undefined {
  const { account, region, repository, tag, digest } = ADDRESS.exec(uri)?.groups ?? {};
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  return { account, region, repository, digest, tag: digest === undefined ? (tag ?? 'latest') : undefined };
}
