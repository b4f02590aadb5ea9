// Whether a policy allows recorded calls, as IAM decides it: an action, a resource with wildcards, and the prefix of a listing.
import type { Policy, Statement } from '../../controller/iam/policy';
import type { RecordedCall } from './recorded-calls';

/** The calls that a policy does not allow, each once. */
export const refusedBy = (policy: Policy, calls: readonly RecordedCall[]): string[] => {
  const refused = calls.filter((call) => !policy.Statement.some((statement) => allows(statement, call)));
  return [
    ...new Set(refused.map(({ action, resource = '*', prefix = '' }) => `${action} ${resource} ${prefix}`.trim())),
  ].sort();
};

/** The statements of a policy that allow none of the calls. */
export const unusedOf = (policy: Policy, calls: readonly RecordedCall[]): string[] =>
  policy.Statement.filter((statement) => !calls.some((call) => allows(statement, call))).map(({ Sid }) => Sid);

const allows = ({ Action, Resource, Condition }: Statement, { action, resource, prefix }: RecordedCall): boolean =>
  Action.includes(action) &&
  Resource.some((pattern) => pattern === '*' || (resource !== undefined && isLike(resource, pattern))) &&
  Object.values(Condition?.StringLike ?? {}).every((patterns) =>
    patterns.some((pattern) => prefix !== undefined && isLike(prefix, pattern)),
  );

/** Matches as ARNs in policies do: `*` is any text, `?` any sign. */
const isLike = (text: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);
