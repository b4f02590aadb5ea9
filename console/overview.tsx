// The overview: every service of every environment as a card, with a filter, an order and groups.
import { useState } from 'preact/hooks';
import type { ServiceCard } from '../controller/console/wire';
import { Badges, RollbackReady } from './badges';
import { SplitBar } from './bar';
import { Controls } from './controls';
import { arrange } from './list';
import type { Arrangement } from './list';
import { Problems } from './problems';
import { routeTo } from './route';
import type { State } from './state';
import type { Steer } from './steer';
import { ageOf, nameColor } from './words';

interface Props {
  readonly state: State;
  readonly now: number;
  readonly steer: Steer;
}

export function Overview({ state, now, steer }: Props) {
  const [how, setHow] = useState<Arrangement>({ filter: '', sort: 'attention', group: 'environment' });
  const all = [...state.environments.values()].flatMap(({ view }) =>
    view.services.map((card) => ({ environment: view.name, card })),
  );
  const groups = arrange(all, how);
  const shown = groups.reduce((total, { services }) => total + services.length, 0);
  const unread = state.names.filter((name) => !state.environments.has(name));
  return (
    <main>
      <Controls how={how} onChange={setHow} count={`${shown} of ${all.length} services`} />
      {[...state.environments.values()].map(({ view }) => (
        <Problems key={view.name} title={view.name} problems={view.problems} />
      ))}
      {unread.length > 0 && <p class="soft">Reading {unread.join(', ')}…</p>}
      {shown === 0 && all.length > 0 && <p>No service matches “{how.filter}”.</p>}
      {groups.map(({ title, services }) => (
        <section key={title} aria-label={title || 'services'}>
          {title && (
            <h2>
              {title} <span class="soft">{services.length}</span>
              <Lock state={state} name={how.group === 'environment' ? title : ''} />
            </h2>
          )}
          <ul class="cards">
            {services.map(({ environment, card }) => (
              <Card
                key={`${environment}/${card.service}`}
                {...{ environment, card, now, steer }}
                isNamed={how.group !== 'environment'}
              />
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}

function Lock({ state, name }: { readonly state: State; readonly name: string }) {
  const view = state.environments.get(name)?.view;
  if (!view) return null;
  return (
    <>
      <span class="soft place">{view.target === 'aws' ? `AWS ${view.region ?? ''}` : view.target}</span>
      {view.lockedBy !== null && <span class="chip warn">🔒 {view.lockedBy}</span>}
    </>
  );
}

interface CardProps {
  readonly environment: string;
  /** Whether the card names its environment, which its group may do. */
  readonly isNamed: boolean;
  readonly card: ServiceCard;
  readonly now: number;
  readonly steer: Steer;
}

function Card({ environment, isNamed, card, now, steer }: CardProps) {
  const { service, versions, last } = card;
  return (
    <li class="card">
      <div class="row">
        <h3>
          <a href={routeTo(environment, service)}>{service}</a>
        </h3>
        <span class="soft grow">{isNamed ? environment : ''}</span>
        <button class="quiet" onClick={() => steer.open({ environment, card, verb: 'rollback' })}>
          Roll back<span class="hidden"> {service}</span>…
        </button>
      </div>
      <SplitBar card={card} />
      <div class="row versions">
        <span title={versions.blue ?? ''}>{nameColor(card, 'blue')}</span>
        <span title={versions.green ?? ''}>{nameColor(card, 'green')}</span>
      </div>
      <Badges card={card} />
      <div class="row foot">
        <RollbackReady card={card} />
        {last && (
          <span class="soft" title={`revision ${last.revision}, ${last.at}${last.reason ? `: ${last.reason}` : ''}`}>
            {last.verb} {ageOf(last.at, now)} ago
          </span>
        )}
      </div>
    </li>
  );
}
