// The page: takes the token, opens the stream, and draws what it knows.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from './dialog';
import { Overview } from './overview';
import { readRoute } from './route';
import { ServicePage } from './service';
import { EMPTY, describeStale, oldestRead, reduce } from './state';
import type { State } from './state';
import type { Chosen } from './steer';
import { openStream } from './stream';
import { takeToken } from './token';
import { ageOf } from './words';

function App() {
  const [state, setState] = useState<State>(EMPTY);
  const [route, setRoute] = useState(() => readRoute(location.hash));
  const [chosen, setChosen] = useState<Chosen | undefined>();
  const now = useClock();
  useEffect(() => {
    const onHash = (): void => setRoute(readRoute(location.hash));
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, []);
  useEffect(
    () =>
      openStream(route ?? {}, {
        onEvent: (event) => setState((before) => reduce(before, event, Date.now())),
        onLost: () => setState((before) => ({ ...before, connection: 'lost' })),
        onRefused: () => setState((before) => ({ ...before, connection: 'refused' })),
      }),
    [route?.environment, route?.service],
  );
  const steer = { open: setChosen };
  return (
    <>
      <Top state={state} now={now} />
      {route ? (
        <ServicePage {...{ state, now, steer, ...route }} key={`${route.environment}/${route.service}`} />
      ) : (
        <Overview {...{ state, now, steer }} />
      )}
      {chosen && <Dialog chosen={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

function Top({ state, now }: { readonly state: State; readonly now: number }) {
  const stale = describeStale(state, now);
  const read = oldestRead(state);
  return (
    <>
      <header class="top">
        <a class="logo" href="#/">
          <i class="b" />
          <i class="g" />
          Teal
        </a>
        {state.info && (
          <span class="soft place">
            {state.info.root} · {state.info.user}
          </span>
        )}
        {state.info?.readOnly && <span class="chip">read only</span>}
        <span class="grow" />
        <span class={stale ? 'warn' : 'soft'}>
          <span class={stale ? 'dot off' : 'dot'} /> {stale ? 'stale' : 'live'}
          {read === undefined ? '' : `, read ${ageOf(read, now)} ago`}
        </span>
      </header>
      <div role="alert">{stale && <p class="stale">⚠ {stale}</p>}</div>
    </>
  );
}

/** The time, every second. */
function useClock(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

takeToken();
const page = document.getElementById('page');
if (page) {
  page.replaceChildren();
  render(<App />, page);
}
