// The settings of an action: a share, the clients of a canary, and a reason for the journal.
import type { ActRequest } from '../controller/console/wire';
import type { Chosen } from './steer';
import { nameColor } from './words';

interface Props {
  readonly chosen: Chosen;
  readonly request: ActRequest;
  readonly onChange: (request: ActRequest) => void;
}

export function Settings(props: Props) {
  const { request, onChange } = props;
  return (
    <>
      {request.verb === 'shift' && <Share {...props} />}
      {request.verb === 'canary' && <Clients {...props} />}
      <label>
        Reason, kept in the journal
        <input
          name="reason"
          maxLength={500}
          value={request.reason ?? ''}
          onInput={({ currentTarget: { value } }) => onChange({ ...request, reason: value || undefined })}
        />
      </label>
    </>
  );
}

function Share({ chosen: { card }, request, onChange }: Props) {
  const percent = request.percent ?? 0;
  const set = (text: string): void =>
    onChange({ ...request, percent: Math.max(0, Math.min(100, Math.round(Number(text) || 0))) });
  const label = `Share of ${nameColor(card, card.candidate)}`;
  return (
    <fieldset class="share">
      <legend>{label}</legend>
      <input
        type="range"
        min={0}
        max={100}
        aria-label={label}
        value={percent}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      <input
        type="number"
        min={0}
        max={100}
        aria-label={`${label} in percent`}
        value={percent}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />{' '}
      %
    </fieldset>
  );
}

const CHOICES = [
  ['me', 'My address'],
  ['file', 'The addresses in the file'],
  ['these', 'These addresses'],
  ['off', 'Nobody: the canary ends'],
] as const;

function Clients({ chosen: { card }, request, onChange }: Props) {
  const { canary } = request;
  const chosen = typeof canary === 'object' ? 'these' : canary;
  const choose = (value: (typeof CHOICES)[number][0]): void =>
    onChange({ ...request, canary: value === 'these' ? ['203.0.113.7'] : value });
  return (
    <fieldset>
      <legend>Who sees {nameColor(card, card.candidate)}</legend>
      {CHOICES.map(([value, label]) => (
        <label key={value} class="choice">
          <input type="radio" name="clients" checked={chosen === value} onChange={() => choose(value)} /> {label}
          {value === 'file' && card.canaryIps.length > 0 && <span class="soft"> {card.canaryIps.join(', ')}</span>}
        </label>
      ))}
      {typeof canary === 'object' && (
        <input
          aria-label="Addresses, separated by commas"
          value={canary.join(', ')}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...request, canary: value.split(/[\s,]+/).filter(Boolean) })
          }
        />
      )}
    </fieldset>
  );
}
