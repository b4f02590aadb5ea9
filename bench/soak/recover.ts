// The end of a soak: every checkout is brought to rest.
import { messageOf } from '../../environments/error-message';
import { runCtl } from './ctl';
import type { Reported } from './reporter';

const STEPS = [['pull', '--yes'], ['rollback', '--all'], ['deploy', '--yes'], ['drift']] as const;

/** Whatever was killed and how: afterwards every checkout can roll back, and finds nothing left to deploy. */
export async function recover(roots: readonly string[], { counts, say }: Reported): Promise<void> {
  for (const root of roots) {
    for (const words of STEPS) {
      try {
        await runCtl(root, words);
      } catch (error) {
        counts.unexpected += 1;
        say(`in the end, ${messageOf(error)}`);
      }
    }
  }
}
