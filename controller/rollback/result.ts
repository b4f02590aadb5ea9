// The result of a rollback as data, and the problem that a person must correct.
import { EnvironmentError } from '../../environments/problems';
import type { ChangeResult } from '../change/types';
import { UserError } from '../core/errors';
import type { ErrorCode } from '../core/errors';
import { ruleChanges } from '../change/planned-change';
import { takeSnapshot } from '../release/snapshot';
import type { FileResult } from './write-file';
import type { TrafficResult } from './move-traffic';
import { fieldsToWrite, describeTraffic } from './describe';

/** An error that is printed with the result, because traffic was moved nevertheless. */
export interface RollbackProblem {
  readonly message: string;
  readonly hint: string;
  readonly code: ErrorCode;
}

/** The result for -o json, in the form of every change. */
export function resultOf(filed: FileResult, moved: TrafficResult, dryRun: boolean): ChangeResult {
  const decided = new Set(filed.decisions.map((decision) => decision.before.name));
  return {
    verb: 'rollback',
    environment: filed.after.name,
    via: 'live',
    dryRun,
    changed: filed.written || moved.changes.length > 0 || (dryRun && hasEdits(filed)),
    services: filed.after.services
      .filter((service) => decided.has(service.name))
      .map((service) => ({
        service: service.name,
        summary: describeTraffic(service),
        changed: moved.changes.some((change) => change.rule.service === service.name) || edited(filed, service.name),
        from: takeSnapshot(filed.before.services.find((one) => one.name === service.name) ?? service),
        to: takeSnapshot(service),
      })),
    changes: ruleChanges(moved.changes),
    warnings: moved.warnings,
    effects: [],
  };
}

/** The error for rules that could not be reached after the file was written. */
export const explainFileOnly = (filed: FileResult, error: unknown): unknown =>
  error instanceof UserError && filed.written
    ? new UserError(
        error.code,
        `${error.message}\n${filed.after.file} asks for the rollback, but traffic was not seen to be back`,
        `${error.hint}\nThen run the same command again`,
        { cause: error },
      )
    : error;

/** The most serious problem; undefined when there is none. */
export function findProblem(filed: FileResult, moved: TrafficResult): RollbackProblem | undefined {
  return findTrafficProblem(filed, moved) ?? findFileProblem(filed);
}

function findTrafficProblem({ after }: FileResult, { failures, cause }: TrafficResult): RollbackProblem | undefined {
  if (failures.size === 0) return undefined;
  const names = [...failures.keys()];
  const again = `ctl rollback ${names.length === 1 ? (names[0] ?? '') : '--all'} -e ${after.name} tries again`;
  const hint =
    cause instanceof UserError
      ? `${cause.hint}\n${again}`
      : `${again}; ctl deploy -e ${after.name} makes a rule that is gone`;
  return {
    message: ['Not rolled back:', ...[...failures].map(([service, reason]) => `  ${service}: ${reason}`)].join('\n'),
    hint,
    code: cause instanceof UserError ? cause.code : 'DRIFT',
  };
}

/** The file still has the weights from before the rollback: the next apply would move traffic there again. */
function findFileProblem({ problem, before, after, decisions }: FileResult): RollbackProblem | undefined {
  if (!problem) return undefined;
  const services = after.services.filter((service) => decisions.some((one) => one.before.name === service.name));
  const asked = services.flatMap((service) => before.services.filter((one) => one.name === service.name));
  const broken = problem instanceof EnvironmentError;
  return {
    message: [
      `Traffic is back, but ${after.file} could not be written and the next ctl deploy may undo it.`,
      problem.message,
      ...asked.map((service) => `It asks, or last asked, for: ${service.name}: ${describeTraffic(service)}`),
    ].join('\n'),
    hint: [`Set right the file and write into it:`, ...fieldsToWrite(services).map((line) => `  ${line}`)].join('\n'),
    code: broken ? 'ENVIRONMENT_FILE_INVALID' : 'FILE_NOT_WRITTEN',
  };
}

const edited = (filed: FileResult, service: string): boolean =>
  filed.decisions.some((decision) => decision.kind === 'change' && decision.before.name === service);

const hasEdits = (filed: FileResult): boolean => filed.decisions.some((decision) => decision.kind === 'change');
