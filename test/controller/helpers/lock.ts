// The lock of an environment on a checkout, as a test reads it.
import { readLock } from '../../../controller/lock';
import type { Holder } from '../../../controller/lock';
import { openCheckoutStore } from '../../../controller/store';

/** Its holder; undefined when it is free. */
export const lockHolder = async (root: string, environment: string): Promise<Holder | undefined> =>
  (await readLock(openCheckoutStore({ root }), environment)).holder;
