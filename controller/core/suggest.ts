// Suggests known names for a mistyped one, as a hint. Pure.
import { findNearest } from '../../environments/nearest';

/** "Did you mean X?" if a name is near, with all known names. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = findNearest(name, known);
  const list = known.length > 0 ? `There are: ${known.join(', ')}` : 'There are none yet';
  return near ? `Did you mean ${near}? ${list}` : list;
}
