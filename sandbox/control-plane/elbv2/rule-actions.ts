// Parses the rule action of a request and checks ELBv2's limits ("Listener rule action types").
import type { Action as Elbv2Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Action } from '../../../routing';
import type { State } from '../../state';
import { toAction } from '../../elbv2-mapping';
import { ApiError, invalid } from '../errors';
import { inner, members, text } from '../params';
import type { Params } from '../params';

const MOST_TARGET_GROUPS = 5;
const HEAVIEST = 999;
const LONGEST_STICKINESS = 604_800;

/** The one action of a request; undefined when none was given. */
export function readAction(state: State, params: Params): Action | undefined {
  const given = members(params, 'Actions');
  if (!given) return undefined;
  const [only, ...others] = given;
  if (!only || others.length > 0)
    throw invalid('A rule must have exactly one action: forward, redirect or fixed-response');
  const action = toAction(parseAction(only), (arn) => findName(state, arn));
  checkAction(action);
  return action;
}

function findName(state: State, arn: string): string {
  const group = state.targetGroups.find((candidate) => candidate.arn === arn);
  if (!group) throw new ApiError('TargetGroupNotFound', `One or more target groups not found: ${arn}`);
  return group.name;
}

function parseAction(params: Params): Elbv2Action {
  const type = text(params, 'Type');
  const forward = inner(params, 'ForwardConfig');
  const fixed = inner(params, 'FixedResponseConfig');
  const redirect = inner(params, 'RedirectConfig');
  if (type !== 'forward' && type !== 'fixed-response' && type !== 'redirect') {
    throw invalid(`The sandbox does not support actions of type '${type ?? ''}'`);
  }
  return {
    Type: type,
    TargetGroupArn: text(params, 'TargetGroupArn'),
    ForwardConfig: forward && forwardConfig(forward),
    FixedResponseConfig: fixed && {
      StatusCode: text(fixed, 'StatusCode'),
      ContentType: text(fixed, 'ContentType'),
      MessageBody: text(fixed, 'MessageBody'),
    },
    RedirectConfig: redirect && redirectConfig(redirect),
  };
}

function forwardConfig(params: Params): Elbv2Action['ForwardConfig'] {
  const sticky = inner(params, 'TargetGroupStickinessConfig');
  return {
    TargetGroups: members(params, 'TargetGroups')?.map((group) => ({
      TargetGroupArn: text(group, 'TargetGroupArn'),
      Weight: parseNumber(text(group, 'Weight')),
    })),
    TargetGroupStickinessConfig: sticky && {
      Enabled: text(sticky, 'Enabled') === 'true',
      DurationSeconds: parseNumber(text(sticky, 'DurationSeconds')),
    },
  };
}

function redirectConfig(params: Params): Elbv2Action['RedirectConfig'] {
  const status = text(params, 'StatusCode');
  if (status !== 'HTTP_301' && status !== 'HTTP_302')
    throw invalid(`Redirect status code '${status ?? ''}' is not valid`);
  return {
    Protocol: text(params, 'Protocol'),
    Host: text(params, 'Host'),
    Port: text(params, 'Port'),
    Path: text(params, 'Path'),
    Query: text(params, 'Query'),
    StatusCode: status,
  };
}

const parseNumber = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

function checkAction(action: Action): void {
  if (action.kind === 'fixed-response' && !/^[245]\d\d$/.test(String(action.status))) {
    throw invalid(`Fixed response status code '${action.status}' is not valid`);
  }
  if (action.kind !== 'forward') return;
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
  const seconds = action.stickinessSeconds;
  if (seconds !== null && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_STICKINESS)) {
    throw invalid(`Stickiness duration '${seconds}' must be between 1 and ${LONGEST_STICKINESS} seconds`);
  }
}
