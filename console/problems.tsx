// What could not be read, with what to do about it.
import type { Problem } from '../controller/console/wire';

/** A list of problems; nothing where there is none. */
export function Problems({ title, problems }: { readonly title: string; readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <section class="problems" role="status" aria-label={`problems of ${title}`}>
      {problems.map((problem) => (
        <p key={problem.message}>
          <b>⚠ {title}</b> <ProblemText problem={problem} />
        </p>
      ))}
    </section>
  );
}

/** One problem: its code, what happened, and what to do next. */
export const ProblemText = ({ problem: { code, message, hint } }: { readonly problem: Problem }) => (
  <>
    <code>{code}</code> <span class="message">{message}</span>
    {hint && <span class="hint"> {hint}</span>}
  </>
);
