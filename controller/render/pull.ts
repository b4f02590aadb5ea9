// What a pull wrote into the file. Pure.
import type { PullResult, PulledService } from '../change/pull';

/** The lines of a pull. */
export function renderPull({ environment, changed, dryRun, services }: PullResult): string[] {
  if (!changed) return [`${environment}: the file is the newest revision already`];
  const behind = services.filter(({ differences }) => differences.length > 0);
  const done = dryRun ? 'would be brought' : 'is brought';
  return behind.flatMap((one) => [`${one.service}: ${done} to revision ${one.revision}`, ...renderPulled(one)]);
}

/** The fields of a service that change, one line for each. */
export const renderPulled = ({ service, differences }: PulledService): string[] =>
  differences.map(({ field, newest, file }) => `  ${service} ${field}: ${file} → ${newest}`);
