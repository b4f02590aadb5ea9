// The controls of the overview: a filter, an order and groups.
import { useEffect, useRef } from 'preact/hooks';
import { GROUPS, SORTS } from './list';
import type { Arrangement } from './list';

interface ControlsProps {
  readonly how: Arrangement;
  readonly onChange: (how: Arrangement) => void;
  readonly count: string;
}

export function Controls({ how, onChange, count }: ControlsProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  return (
    <form class="controls" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>
          Filter <kbd>/</kbd>
        </span>
        <input
          ref={input}
          type="search"
          placeholder="name, phase, drift, v12…"
          value={how.filter}
          onInput={({ currentTarget }) => onChange({ ...how, filter: currentTarget.value })}
        />
      </label>
      <Choice label="Sort by" values={SORTS} value={how.sort} onChange={(sort) => onChange({ ...how, sort })} />
      <Choice label="Group by" values={GROUPS} value={how.group} onChange={(group) => onChange({ ...how, group })} />
      <output class="soft">{count}</output>
    </form>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

const Choice = <T extends string>({ label, values, value, onChange }: ChoiceProps<T>) => (
  <label>
    {label}
    <select
      value={value}
      onChange={({ currentTarget }) => onChange(values.find((one) => one === currentTarget.value) ?? value)}
    >
      {values.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  </label>
);
