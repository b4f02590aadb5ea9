// What an operator is about to do: the service, the action, and whether its dialog is open.
import type { ServiceCard, Verb } from '../controller/console/wire';

/** An action that was chosen and not confirmed yet. */
export interface Chosen {
  readonly environment: string;
  readonly card: ServiceCard;
  readonly verb: Verb;
  /** The approval that the page shows, for approve. */
  readonly approval?: string;
}

/** Opens the dialog of an action. */
export interface Steer {
  readonly open: (chosen: Chosen) => void;
}

/** What the buttons are called. */
export const NAMES: Readonly<Record<Verb, string>> = {
  canary: 'Canary…',
  shift: 'Shift…',
  promote: 'Promote…',
  settle: 'Settle…',
  rollback: 'Roll back…',
  start: 'Start rollout…',
  pause: 'Pause…',
  resume: 'Resume…',
  approve: 'Approve…',
  abort: 'Abort…',
};
