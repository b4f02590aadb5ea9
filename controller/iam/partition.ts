// The partition of AWS that a region belongs to, as it begins every ARN there. Pure.

/** Such as `aws`, or `aws-cn` for cn-north-1 ("Amazon Resource Names"). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
