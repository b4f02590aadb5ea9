// The actions of a service. One that cannot be used can be focused, and says why.
import type { Verb } from '../controller/console/wire';
import { NAMES } from './steer';
import type { Chosen, Steer } from './steer';

const ORDER: readonly Verb[] = ['canary', 'shift', 'promote', 'settle', 'start', 'approve', 'pause', 'resume', 'abort'];

interface Props extends Omit<Chosen, 'verb'> {
  readonly steer: Steer;
}

export function Buttons({ steer, ...chosen }: Props) {
  const { card } = chosen;
  const whyNot = (verb: Verb): string | null => card.actions.find((one) => one.verb === verb)?.why ?? null;
  const rolls = card.rollout !== null;
  // What belongs to a rollout is shown while there is one; what moves traffic by hand always.
  const shown = ORDER.filter((verb) => rolls || !['approve', 'pause', 'resume', 'abort'].includes(verb));
  return (
    <div class="actions" role="group" aria-label={`actions of ${card.service}`}>
      {shown.map((verb) => (
        <Action key={verb} name={NAMES[verb]} why={whyNot(verb)} onUse={() => steer.open({ ...chosen, verb })} />
      ))}
      <span class="grow" />
      <Action
        danger
        name={NAMES.rollback}
        why={whyNot('rollback')}
        onUse={() => steer.open({ ...chosen, verb: 'rollback' })}
      />
    </div>
  );
}

interface ActionProps {
  readonly name: string;
  readonly why: string | null;
  readonly onUse: () => void;
  readonly danger?: boolean;
}

function Action({ name, why, onUse, danger = false }: ActionProps) {
  return (
    <span class="action">
      <button class={danger ? 'danger' : ''} aria-disabled={why !== null} onClick={() => why === null && onUse()}>
        {name}
        {why !== null && <span class="hidden"> is not possible: {why}</span>}
      </button>
      {why !== null && (
        <span class="why" aria-hidden="true">
          {why}
        </span>
      )}
    </span>
  );
}
