// A service that is fine, for tests.
import type { ServiceCard } from '../../controller/console/wire';

/** A card; what a test is not about has a usual value. */
export const makeCard = (changes: Partial<ServiceCard>): ServiceCard => ({
  ...{ service: 'web', phase: 'steady', active: 'blue', candidate: 'green' },
  ...{ asked: { blue: 100, green: 0 }, live: { blue: 100, green: 0 }, canary: false, canaryIps: [] },
  ...{ versions: { blue: 'v1-aaaaaa', green: 'v2-bbbbbb' }, state: 'in sync', drift: [], unreleased: [] },
  ...{ checkout: 'current', rollback: { ready: true, faults: [] }, last: null, rollout: null, actions: [] },
  ...changes,
});
