// The way of an adoption: only the file changes, and what is live must then be what it says.
import { desiredRouting } from '../../../routing';
import { pickServices } from './applier';
import type { PreparedChange, Applier } from './applier';

/** Changes nothing but the file; verifies that the live rules are as the file says afterwards. */
export const fileOnlyApplier: Applier = {
  via: 'file',
  prepare: async ({ after, context, services }): Promise<PreparedChange> => {
    const { createRouter } = await import('../../aws');
    const router = await createRouter(after, context);
    return {
      changes: [],
      warnings: [],
      apply: async () => undefined,
      verify: () => router.verify(desiredRouting(pickServices(after, services))),
      afterwards: async () => [],
    };
  },
};
