// docs/errors.md: every error code, from the list that the code itself uses. Pure.
import { EXIT, errorMeanings } from '../controller/core/error-codes';
import type { ErrorMeaning } from '../controller/core/error-codes';

const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'Done, or nothing to do.',
  failure: 'Something outside failed, or a bug.',
  input:
    'Bad input: the command line, an environment file, or an environment variable. `plan --detailed-exitcode`: there are changes; with it every error is 1.',
  refused: 'Refused: unsafe now, or somebody else is changing the environment.',
  drift: 'The live rules differ from the environment file.',
  check:
    'A check failed: a rule read back, a change that is not in effect, a hook, `doctor`, a drill, or a rollout that was rolled back.',
  paused: 'A rollout is paused or waits for an approval.',
  interrupted: 'Interrupted by Ctrl-C or SIGTERM.',
};

/** The page, in Markdown. */
export function errorsPage(): string {
  const exits = Object.entries(EXIT_MEANINGS) as [keyof typeof EXIT, string][];
  return `# Errors

Generated from \`controller/core/error-codes.ts\`; change that and run \`npm run generate\`.

Every error that ends a verb has a stable code. \`-o json\` prints it as \`error.code\`, with the message, the hint and the exit code,
which follows from the error code. Scripts can rely on both. A verb that reports on something (\`status\`, \`doctor\`, \`drift\`,
\`validate\`, \`drill\`) prints its report instead, also when its exit code is not 0.

## Exit codes

| exit code | meaning |
| --- | --- |
${exits.map(([name, meaning]) => `| ${EXIT[name]} | ${meaning} |`).join('\n')}

## Codes

| code | exit code | meaning | what to do |
| --- | --- | --- | --- |
${errorMeanings().map(row).join('\n')}
`;
}

const row = ({ code, exitCode, meaning, action }: ErrorMeaning): string =>
  `| \`${code}\` | ${exitCode} | ${meaning} | ${action.replaceAll('|', '\\|')} |`;
