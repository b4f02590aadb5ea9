// Parses the rule action of a request.
import type { Action as Elbv2Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { State, StoredRule } from '../../state';
import { toAction } from '../../elbv2-mapping';
import { ApiError, invalid } from '../errors';
import { inner, members, text } from '../params';
import type { Params } from '../params';
import { checkAction, invalidAction } from './action-limits';

const TYPES = ['forward', 'fixed-response', 'redirect'] as const;

/** The configuration that an action of a type must have; a forward may name its target group itself. */
const CONFIGS: Readonly<Record<(typeof TYPES)[number], string>> = {
  forward: 'ForwardConfig',
  'fixed-response': 'FixedResponseConfig',
  redirect: 'RedirectConfig',
};

/** The one action of a request; undefined when none was given. */
export function readAction(
  state: State,
  params: Params,
): Pick<StoredRule, 'action' | 'stickinessOffSeconds'> | undefined {
  const given = members(params, 'Actions');
  if (!given) return undefined;
  const [only, ...others] = given;
  if (!only || others.length > 0)
    throw invalid('A rule must have exactly one action: forward, redirect or fixed-response');
  const wire = parseAction(only);
  const action = toAction(wire, (arn) => findName(state, arn));
  const sticky = wire.ForwardConfig?.TargetGroupStickinessConfig;
  checkAction(action, sticky?.DurationSeconds);
  return { action, ...(sticky && !sticky.Enabled && { stickinessOffSeconds: sticky.DurationSeconds }) };
}

function findName(state: State, arn: string): string {
  const group = state.targetGroups.find((candidate) => candidate.arn === arn);
  if (!group) throw new ApiError('TargetGroupNotFound', `One or more target groups not found: ${arn}`);
  return group.name;
}

function parseAction(params: Params): Elbv2Action {
  const given = text(params, 'Type') ?? '';
  const Type = TYPES.find((type) => type === given);
  if (!Type) throw invalid(`The sandbox does not support actions of type '${given}'`);
  checkConfigs(Type, params);
  const config = inner(params, CONFIGS[Type]);
  switch (Type) {
    case 'forward':
      return { Type, TargetGroupArn: text(params, 'TargetGroupArn'), ForwardConfig: config && forwardConfig(config) };
    case 'fixed-response':
      return { Type, FixedResponseConfig: config && fixedResponseConfig(config) };
    case 'redirect':
      return { Type, RedirectConfig: config && redirectConfig(config) };
  }
}

/** An action has the configuration of its own type and no other, which would have no effect. */
function checkConfigs(type: (typeof TYPES)[number], params: Params): void {
  const arn = text(params, 'TargetGroupArn');
  const other = TYPES.find((one) => one !== type && inner(params, CONFIGS[one]));
  if (other) throw invalidAction(`For actions of type '${type}', you cannot specify '${CONFIGS[other]}'`);
  const config = inner(params, CONFIGS[type]);
  if (type !== 'forward') {
    if (arn !== undefined) throw invalidAction(`For actions of type '${type}', you cannot specify 'TargetGroupArn'`);
    if (!config) throw invalidAction(missing(type, CONFIGS[type]));
    return;
  }
  const groups = (config && members(config, 'TargetGroups')) ?? [];
  if (arn === undefined && groups.length === 0) throw invalidAction(missing(type, 'TargetGroupArn'));
  const same = groups.length === 1 && groups[0] && text(groups[0], 'TargetGroupArn') === arn;
  if (arn !== undefined && groups.length > 0 && !same) {
    throw invalidAction(`'TargetGroupArn' and 'ForwardConfig' must name the same one target group`);
  }
}

const missing = (type: string, fields: string): string =>
  `For actions of type '${type}', you must specify the following fields: '${fields}'`;

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

const fixedResponseConfig = (params: Params): Elbv2Action['FixedResponseConfig'] => ({
  StatusCode: text(params, 'StatusCode') ?? '',
  ContentType: text(params, 'ContentType'),
  MessageBody: text(params, 'MessageBody'),
});

function redirectConfig(params: Params): Elbv2Action['RedirectConfig'] {
  const status = text(params, 'StatusCode');
  if (status !== 'HTTP_301' && status !== 'HTTP_302')
    throw invalid(`Redirect status code '${status ?? ''}' must be HTTP_301 or HTTP_302`);
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
