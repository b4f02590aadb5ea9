// Tables of a service: its rules on the listener, its versions, its history.
import type { ComponentChildren } from 'preact';
import type { EntryView, Part, RuleView, VersionView } from '../controller/console/wire';
import { ProblemText } from './problems';
import { ageOf } from './words';

interface TableProps<T> {
  readonly part: Part<readonly T[]>;
  readonly head: readonly string[];
  readonly empty: string;
  readonly row: (one: T) => readonly ComponentChildren[];
}

/** A table that scrolls by itself where the page is narrow. */
function Table<T>({ part: { read, problem }, head, empty, row }: TableProps<T>) {
  if (problem) return <ProblemText problem={problem} />;
  if (read.length === 0) return <p class="soft">{empty}</p>;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={head.join(', ')}>
      <table>
        <thead>
          <tr>
            {head.map((one) => (
              <th key={one} scope="col">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {read.map((one, i) => (
            <tr key={i}>
              {row(one).map((cell, j) => (
                <td key={j}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const Rules = ({ rules }: { readonly rules: Part<readonly RuleView[]> }) => (
  <Table
    part={rules}
    head={['rule', 'who', 'goes to']}
    empty="The listener has no rule of this service."
    row={({ priority, owner, mine, who, goesTo }) => [
      <>
        {priority} {owner !== null && <span class="soft">{owner}</span>}
        {!mine && priority !== 'default' && <span class="chip">of others</span>}
      </>,
      who,
      goesTo,
    ]}
  />
);

export const Versions = ({ versions }: { readonly versions: Part<readonly VersionView[]> }) => (
  <Table
    part={versions}
    head={['version', 'on', 'code', 'staged']}
    empty="Nothing was staged yet."
    row={({ id, on, code, at, by, reason }) => [
      <code>{id}</code>,
      on ?? '',
      <span class="code">{code}</span>,
      `${at.slice(0, 16).replace('T', ' ')} by ${by}${reason ? `: ${reason}` : ''}`,
    ]}
  />
);

export const History = ({ history, now }: { readonly history: Part<readonly EntryView[]>; readonly now: number }) => (
  <Table
    part={history}
    head={['rev', 'when', 'who', 'what', 'result']}
    empty="No changes in the journal yet."
    row={({ revision, at, who, verb, to, reason, result, details }) => [
      revision,
      <time dateTime={at} title={at}>
        {ageOf(at, now)} ago
      </time>,
      who,
      <>
        <b>{verb}</b> {to && `→ ${to}`}
        {reason && <div class="soft">“{reason}”</div>}
        {details.map((line) => (
          <div key={line} class="soft small">
            {line}
          </div>
        ))}
      </>,
      result,
    ]}
  />
);
