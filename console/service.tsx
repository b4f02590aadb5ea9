// The page of one service.
import { useState } from 'preact/hooks';
import type { ServiceView } from '../controller/console/wire';
import { forecast } from './api';
import type { Answer } from './api';
import { Badges, RollbackReady } from './badges';
import { SplitBar } from './bar';
import { Buttons } from './buttons';
import { Explain } from './explain';
import { Metrics } from './metrics';
import { ProblemText, Problems } from './problems';
import { Rollout } from './rollout';
import type { State } from './state';
import type { Steer } from './steer';
import { History, Rules, Versions } from './tables';
import { nameColor } from './words';

interface Props {
  readonly state: State;
  readonly environment: string;
  readonly service: string;
  readonly now: number;
  readonly steer: Steer;
}

export function ServicePage({ state, environment, service, now, steer }: Props) {
  const read = state.environments.get(environment)?.view;
  const card = read?.services.find((one) => one.service === service);
  const view = state.service?.environment === environment && state.service.service === service ? state.service : null;
  const approval = view?.rollout.read?.approval ?? undefined;
  return (
    <main class="service">
      <a href="#/">← all services</a>
      {read && <Problems title={environment} problems={read.problems} />}
      {read && !card && (
        <p>
          {environment} has no service {service}.
        </p>
      )}
      {card && (
        <section class="card big">
          <div class="row">
            <h1>{service}</h1>
            <span class="soft">{environment}</span>
            <Badges card={card} />
          </div>
          <SplitBar card={card} large />
          <div class="row versions">
            <span>{nameColor(card, 'blue')}</span>
            <RollbackReady card={card} />
            <span>{nameColor(card, 'green')}</span>
          </div>
          {card.drift.map((line) => (
            <p key={line} class="warn">
              ⚠ {line}
            </p>
          ))}
          <Buttons {...{ environment, card, steer, approval }} />
        </section>
      )}
      {view ? <Sections view={view} now={now} /> : <p class="soft">Reading {service}…</p>}
    </main>
  );
}

const Sections = ({ view, now }: { readonly view: ServiceView; readonly now: number }) => (
  <div class="sections">
    <section class="card wide">
      <h2>Last 30 minutes</h2>
      <Metrics series={view.series} />
    </section>
    <section class="card">
      <h2>Rollout</h2>
      <Rollout rollout={view.rollout} />
      <Forecast environment={view.environment} service={view.service} />
    </section>
    <section class="card">
      <h2>Where would a request go?</h2>
      <Explain environment={view.environment} path={firstPath(view)} />
    </section>
    <section class="card">
      <h2>Rules on the listener</h2>
      <Rules rules={view.rules} />
    </section>
    <section class="card">
      <h2>Versions</h2>
      <Versions versions={view.versions} />
    </section>
    <section class="card wide">
      <h2>History</h2>
      <History history={view.history} now={now} />
    </section>
  </div>
);

/** A path that the service answers, by its rules. */
const firstPath = ({ rules }: ServiceView): string =>
  /path-pattern (\/[^\s*]*)/.exec(rules.read?.find(({ mine }) => mine)?.who ?? '')?.[1] ?? '/';

/** The smallest effect that a rollout could see, computed on demand since it reads metrics. */
function Forecast({ environment, service }: { readonly environment: string; readonly service: string }) {
  const [answer, setAnswer] = useState<Answer<readonly string[]> | undefined>();
  return (
    <div role="status">
      <button onClick={() => void forecast(environment, service).then(setAnswer)}>What would a rollout see?</button>
      {answer?.problem && (
        <p>
          <ProblemText problem={answer.problem} />
        </p>
      )}
      {answer?.ok && <pre>{answer.ok.join('\n')}</pre>}
    </div>
  );
}
