// Where would a request go? `ctl explain --live` as a form.
import { useState } from 'preact/hooks';
import type { ExplainAnswer } from '../controller/console/wire';
import { explain } from './api';
import type { Answer } from './api';
import { ProblemText } from './problems';

const FIELDS = [
  ['host', 'Host', 'shop.example.com'],
  ['path', 'Path', '/'],
  ['ip', 'From', '198.51.100.1'],
] as const;

export function Explain({ environment, path }: { readonly environment: string; readonly path: string }) {
  const [request, setRequest] = useState<Readonly<Record<string, string>>>({ host: '', path, ip: '198.51.100.1' });
  const [answer, setAnswer] = useState<Answer<ExplainAnswer> | undefined>();
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    setAnswer(await explain({ ...request, environment }));
  };
  return (
    <form class="explain" onSubmit={(event) => void ask(event)}>
      {FIELDS.map(([name, label, placeholder]) => (
        <label key={name}>
          {label}
          <input
            name={name}
            value={request[name]}
            placeholder={placeholder}
            onInput={({ currentTarget }) => setRequest({ ...request, [name]: currentTarget.value })}
          />
        </label>
      ))}
      <button>Where does it go?</button>
      <div role="status" class="wide">
        {answer?.problem && <ProblemText problem={answer.problem} />}
        {answer?.ok && <Explained answer={answer.ok} />}
      </div>
    </form>
  );
}

const Explained = ({ answer: { destinations, lines } }: { readonly answer: ExplainAnswer }) => (
  <>
    {destinations.length > 0 && (
      <div class="split">
        <div class="bar" role="img" aria-label={destinations.map((one) => `${one.name} ${one.percent} %`).join(', ')}>
          {destinations
            .filter(({ percent }) => percent > 0)
            .map(({ name, color, percent }) => (
              <span key={name} class={`part ${color ?? 'other'}`} style={{ width: `${percent}%` }}>
                <b>
                  {color ?? name} {percent} %
                </b>
              </span>
            ))}
        </div>
      </div>
    )}
    <pre>{lines.join('\n')}</pre>
  </>
);
