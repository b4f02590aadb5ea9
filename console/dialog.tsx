// The dialog of an action: its settings, what every user gets, the exact change, and the result.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActAnswer, ActRequest } from '../controller/console/wire';
import { act } from './api';
import type { Answer } from './api';
import { Preview, Result, isRefused } from './preview';
import { Settings } from './settings';
import { NAMES } from './steer';
import type { Chosen } from './steer';
import { describeEffect, describeLive } from './words';

/** How long the settings must rest before the change is tried, in milliseconds. */
const REST_MS = 300;

const TRIED = ['canary', 'shift', 'promote', 'settle', 'rollback'];

export function Dialog({ chosen, onClose }: { readonly chosen: Chosen; readonly onClose: () => void }) {
  const [request, setRequest] = useState<ActRequest>(() => firstRequest(chosen));
  const [preview, setPreview] = useState<Answer<ActAnswer> | undefined>();
  const [result, setResult] = useState<Answer<ActAnswer> | 'running' | undefined>();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  useEffect(() => {
    setPreview(undefined);
    if (!TRIED.includes(request.verb)) return;
    let current = true;
    const timer = setTimeout(() => {
      void act({ ...request, dryRun: true }).then((answer) => current && setPreview(answer));
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [request.percent, request.canary]);
  const confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (result !== undefined) return;
    setResult('running');
    setResult(await act(request));
  };
  // Nothing holds a rollback up: it can be confirmed before its preview is there.
  const isReady = request.verb === 'rollback' || !TRIED.includes(request.verb) || (preview && !isRefused(preview));
  const title = `${NAMES[request.verb].replace('…', '')} ${chosen.card.service} in ${chosen.environment}`;
  return (
    <dialog ref={box} aria-label={title} onClose={onClose}>
      <form onSubmit={(event) => void confirm(event)}>
        <h2>{title}</h2>
        {result === undefined && <Settings chosen={chosen} request={request} onChange={setRequest} />}
        <p class="effect">{describeEffect(chosen.card, request)}</p>
        <p class="soft">Now: {describeLive(chosen.card)}.</p>
        {result === undefined && TRIED.includes(request.verb) && <Preview answer={preview} />}
        {result !== undefined && <Result result={result} />}
        <div class="row buttons">
          <button type="button" onClick={() => box.current?.close()}>
            {result === undefined ? 'Cancel' : 'Close'}
          </button>
          {result === undefined && (
            <button
              class={request.verb === 'rollback' || request.verb === 'abort' ? 'danger' : 'primary'}
              disabled={!isReady}
            >
              {NAMES[request.verb].replace('…', '')}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

function firstRequest({ environment, card, verb, approval }: Chosen): ActRequest {
  const base = { verb, environment, service: card.service, dryRun: false };
  if (verb === 'shift') return { ...base, percent: (card.live ?? card.asked)[card.candidate] };
  if (verb === 'approve' && approval !== undefined) return { ...base, approval };
  return verb === 'canary' ? { ...base, canary: card.canary ? 'off' : 'me' } : base;
}
