// What AWS refuses of rule actions ("Action types for listener rules"). Pure.
import type { Action } from '../../../routing';
import { ApiError, invalid } from '../errors';

const MOST_TARGET_GROUPS = 5;
const HEAVIEST = 999;
const LONGEST_STICKINESS = 604_800;
const LONGEST_BODY = 1024;
const LONGEST_PART = 128;
const CONTENT_TYPES = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

/** ELBv2's error for an action that is not valid. */
export const invalidAction = (message: string): ApiError => new ApiError('InvalidLoadBalancerAction', message);

/** Refuses an action that AWS refuses. `stickinessSeconds` is what the request gave, also where stickiness is off. */
export function checkAction(action: Action, stickinessSeconds: number | undefined): void {
  switch (action.kind) {
    case 'forward':
      return checkForward(action, stickinessSeconds);
    case 'fixed-response':
      return checkFixedResponse(action);
    case 'redirect':
      return checkRedirect(action);
    case 'other':
      throw invalid(`The sandbox does not support actions of type '${action.type}'`);
  }
}

type Of<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>;

function checkForward(action: Of<'forward'>, seconds: number | undefined): void {
  if (action.targets.length > MOST_TARGET_GROUPS) {
    throw new ApiError('TooManyTargets', `A forward action can have at most ${MOST_TARGET_GROUPS} target groups`);
  }
  if (new Set(action.targets.map((target) => target.targetGroup)).size < action.targets.length) {
    throw invalid('A forward action cannot name a target group twice');
  }
  const invalidTarget = action.targets.find(
    ({ weight }) => !Number.isInteger(weight) || weight < 0 || weight > HEAVIEST,
  );
  if (invalidTarget) throw invalid(`Weight '${invalidTarget.weight}' must be between 0 and ${HEAVIEST} inclusive`);
  if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_STICKINESS)) {
    throw invalid(`Stickiness duration '${seconds}' must be between 1 and ${LONGEST_STICKINESS} seconds`);
  }
}

function checkFixedResponse({ status, contentType, body = '' }: Of<'fixed-response'>): void {
  if (!/^[245]\d\d$/.test(String(status))) {
    throw invalid(`Fixed response status code '${status}' must be 2XX, 4XX or 5XX`);
  }
  if (contentType !== undefined && !CONTENT_TYPES.includes(contentType)) {
    throw invalid(`Fixed response content type '${contentType}' must be one of: ${CONTENT_TYPES.join(', ')}`);
  }
  if (body.length > LONGEST_BODY) {
    throw invalid(
      `The message body of a fixed response has ${body.length} characters; at most ${LONGEST_BODY} are allowed`,
    );
  }
}

function checkRedirect(action: Of<'redirect'>): void {
  const { protocol, host, port, path, query } = action;
  if (!/^(HTTPS?|#\{protocol\})$/.test(protocol)) {
    throw invalid(`Redirect protocol '${protocol}' must be HTTP, HTTPS or #{protocol}`);
  }
  if (port !== '#{port}' && !(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535)) {
    throw invalid(`Redirect port '${port}' must be between 1 and 65535, or #{port}`);
  }
  if (!path.startsWith('/')) throw invalid(`Redirect path '${path}' must begin with '/'`);
  for (const [name, value, least] of [
    ['host', host, 1],
    ['path', path, 1],
    ['query', query, 0],
  ] as const) {
    if (value.length < least || value.length > LONGEST_PART) {
      throw invalid(`Redirect ${name} '${value}' must have ${least} to ${LONGEST_PART} characters`);
    }
  }
  const isSame = protocol === '#{protocol}' && host === '#{host}' && port === '#{port}' && path === '/#{path}';
  if (isSame) throw invalidAction('The redirect configuration is not valid because it creates a loop.');
}
