// What an action would change, and what it did.
import type { ActAnswer } from '../controller/console/wire';
import type { Answer } from './api';
import { ProblemText } from './problems';

/** Whether an action would be refused. */
export const isRefused = ({ ok, problem }: Answer<ActAnswer>): boolean => problem !== null || ok.error !== null;

/** The change as --dry-run shows it. */
export function Preview({ answer }: { readonly answer: Answer<ActAnswer> | undefined }) {
  return (
    <section class="preview" aria-label="what would change" aria-live="polite" aria-busy={!answer}>
      <h3>What would change</h3>
      {answer ? <Lines answer={answer} /> : <p class="soft">Trying it with --dry-run…</p>}
    </section>
  );
}

/** How it went. */
export function Result({ result }: { readonly result: Answer<ActAnswer> | 'running' }) {
  return (
    <section class="preview" role="status" aria-busy={result === 'running'}>
      <h3>Result</h3>
      {result === 'running' ? <p>Running…</p> : <Lines answer={result} done />}
    </section>
  );
}

function Lines({
  answer: { ok, problem },
  done = false,
}: {
  readonly answer: Answer<ActAnswer>;
  readonly done?: boolean;
}) {
  if (problem) return <ProblemText problem={problem} />;
  const { lines, warnings, error, command, exitCode } = ok;
  return (
    <>
      {error ? (
        <p class="bad">
          ✕ <ProblemText problem={error} />
        </p>
      ) : (
        <pre>{[...(done ? ['✓ done'] : []), ...lines].join('\n')}</pre>
      )}
      {warnings.map((line) => (
        <p key={line} class="warn">
          ⚠ {line}
        </p>
      ))}
      <p class="soft small">
        The same as <code>{command}</code>
        {exitCode === null ? '' : `, exit ${exitCode}`}
      </p>
    </>
  );
}
