// Rules on rollouts: gates that could never open, and hooks that could never pass. Pure.
import { parseDuration } from '../duration';
import { at, error, warning } from '../finding';
import { findUnjudged, unjudgedHint } from '../judged-steps';
import { expandStrategy } from '../strategy';
import type { Finding, Path } from '../finding';
import type { Environment, Service } from '../schema';
import type { Hook, HookPoint } from '../schema-rollout';
import { DAYS } from '../week-time';

const of = (service: Service, ...rest: Path): Path => at(service, 'rollout', ...rest);

/** An environment cannot come before itself. */
export const requiresAnother = ({ name, services }: Environment): Finding[] =>
  services
    .filter((service) => service.rollout.requires?.environment === name)
    .map((service) =>
      error(
        [of(service, 'requires', 'environment')],
        `${name} cannot require itself: nothing would ever be allowed`,
        'Name the environment that comes before it, such as staging',
      ),
    );

/** Every step is judged before the next one, and the candidate before it settles, unless the file says that no data passes. */
export const stepsAreJudged = ({ target, services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const { strategy, bake, metrics } = service.rollout;
    const grade = metrics.errors.no_data === 'pass' ? warning : error;
    const plan = { steps: expandStrategy(strategy), bakeSeconds: parseDuration(bake) };
    return findUnjudged(plan, target).map(({ part, message }) =>
      grade([of(service, part), ['target']], message, unjudgedHint(target)),
    );
  });

/** A freeze that ends before it begins freezes nothing, and one without a gap never ends. */
export const freezesEnd = ({ services }: Environment): Finding[] =>
  services.flatMap((service) =>
    service.rollout.freeze.flatMap((freeze, index) => {
      if ('once' in freeze) {
        const { from, to } = freeze.once;
        if (Date.parse(to) > Date.parse(from)) return [];
        return [
          error(
            [of(service, 'freeze', index, 'once', 'to'), of(service, 'freeze', index, 'once', 'from')],
            `the freeze ends at ${to}, which is not after ${from}`,
            'Write a later to, or swap from and to',
          ),
        ];
      }
      const { days, from, to } = freeze.weekly;
      if (new Set(days).size < DAYS.length || from !== to) return [];
      return [
        error(
          [of(service, 'freeze', index, 'weekly', 'days'), of(service, 'freeze', index, 'weekly', 'to')],
          `the freeze lasts from ${from} to ${to} on every day: it never ends`,
          'Remove a day, or write an earlier to',
        ),
      ];
    }),
  );

/** Longest that Lambda lets a function run, in seconds ("Lambda quotas"). */
const LAMBDA_SECONDS = 900;

/** A hook needs time, and Lambda limits the time of a function. */
export const hookTimeouts = ({ services }: Environment): Finding[] =>
  everyHook(services).flatMap(({ service, point, index, hook }) => {
    const fields: Finding['fields'] = [of(service, 'hooks', point, index, 'timeout'), of(service, 'hooks', point)];
    if (parseDuration(hook.timeout) === 0) {
      return [error(fields, 'a hook with a timeout of 0 would always fail', 'Write a timeout of at least 1s')];
    }
    if (!('lambda' in hook) || parseDuration(hook.timeout) <= LAMBDA_SECONDS) return [];
    return [warning(fields, `Lambda ends a function after 15m, before the timeout of ${hook.timeout}`, 'Write 15m')];
  });

interface Placed {
  readonly service: Service;
  readonly point: HookPoint;
  readonly index: number;
  readonly hook: Hook;
}

const everyHook = (services: readonly Service[]): Placed[] =>
  services.flatMap((service) =>
    POINTS.flatMap((point) => service.rollout.hooks[point].map((hook, index) => ({ service, point, index, hook }))),
  );

const POINTS: readonly HookPoint[] = ['before_stage', 'before_shift', 'after_step', 'after_promote', 'on_rollback'];

/** The sandbox answers ELBv2, Lambda and CloudWatch calls, but no EventBridge calls. */
export const busesOfSandbox = ({ target, services }: Environment): Finding[] =>
  target === 'aws'
    ? []
    : services.flatMap((service) =>
        service.rollout.notify.flatMap((notification, index) =>
          'event_bus' in notification
            ? [
                warning(
                  [of(service, 'notify', index, 'event_bus'), ['target']],
                  'the sandbox has no EventBridge: no event would be sent',
                  'Write a webhook for tests on this machine',
                ),
              ]
            : [],
        ),
      );
