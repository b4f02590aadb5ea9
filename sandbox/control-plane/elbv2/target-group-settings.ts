// The settings of a target group: those of its health check, which the sandbox records and does not run.
import type { TargetGroup } from '../../state';
import { inner, text } from '../params';
import type { Params } from '../params';

const MATCHER = 'Matcher.HttpCode';

/** Settings of a Lambda target group's health check, which is off by default; the sandbox runs none. */
const HEALTH_DEFAULTS: Readonly<Record<string, string>> = {
  HealthCheckEnabled: 'false',
  HealthCheckPath: '/',
  HealthCheckIntervalSeconds: '35',
  HealthCheckTimeoutSeconds: '30',
  HealthyThresholdCount: '5',
  UnhealthyThresholdCount: '2',
  [MATCHER]: '200',
};

/** The settings that a request makes; those that it does not give are as before. */
export function readSettings(
  params: Params,
  before: Readonly<Record<string, string>> = HEALTH_DEFAULTS,
): Record<string, string> {
  const matcher = inner(params, 'Matcher');
  const given = (key: string): string | undefined =>
    key === MATCHER ? matcher && text(matcher, 'HttpCode') : text(params, key);
  return Object.fromEntries(Object.keys(HEALTH_DEFAULTS).map((key) => [key, given(key) ?? before[key] ?? '']));
}

/** The settings of a group; a state of an earlier version has fewer. */
export const settingsOf = (group: TargetGroup): Record<string, string> => ({ ...HEALTH_DEFAULTS, ...group.settings });

/** The settings of a group, as ELBv2 describes them. */
export function describeSettings(group: TargetGroup): object {
  const { [MATCHER]: HttpCode, ...health } = settingsOf(group);
  return { ...health, Matcher: { HttpCode } };
}
