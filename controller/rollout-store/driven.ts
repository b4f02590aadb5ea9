// Whether a rollout has a process that drives it.
import { lifeOf } from '../lock';
import type { StoredRollout } from './stored';

/** Whether the process that drives a rollout runs, as far as this machine can tell. */
export const isDriven = ({ driver }: StoredRollout): boolean => driver !== null && lifeOf(driver) !== 'gone';
