// Where a package is, as the environment file writes it. Pure.

/** An object in S3; without a version, the one that is current when the function is updated. */
export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

export const isS3 = (source: string): boolean => source.startsWith('s3://');

/** The object of `s3://bucket/key?versionId=VERSION`; undefined where bucket or key is missing. */
export function parseS3(source: string): S3Object | undefined {
  const [, bucket, key, version] = /^s3:\/\/([^/]+)\/(.+?)(?:\?versionId=([^&]+))?$/.exec(source) ?? [];
  if (bucket === undefined || key === undefined) return undefined;
  return version === undefined ? { bucket, key } : { bucket, key, version };
}
