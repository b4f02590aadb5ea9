// Listener rules as DescribeRules returns them today, with what Teal never makes.
import type { Action, Rule, RuleCondition, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';

const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup';
export const BLUE = `${GROUP}/web-blue/0000000000000001`;
export const GREEN = `${GROUP}/web-green/0000000000000002`;

/** A login before the forward. No answer of the API has its client secret. */
export const LOGIN: Action = {
  Type: 'authenticate-oidc',
  Order: 1,
  AuthenticateOidcConfig: {
    Issuer: 'https://login.example.com',
    AuthorizationEndpoint: 'https://login.example.com/a',
    TokenEndpoint: 'https://login.example.com/t',
    UserInfoEndpoint: 'https://login.example.com/u',
    ClientId: 'teal',
    OnUnauthenticatedRequest: 'authenticate',
  },
};

export const COGNITO: Action = {
  Type: 'authenticate-cognito',
  Order: 1,
  AuthenticateCognitoConfig: {
    UserPoolArn: 'arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_x',
    UserPoolClientId: 'teal',
    UserPoolDomain: 'login',
  },
};

export const URL_REWRITE: RuleTransform = {
  Type: 'url-rewrite',
  UrlRewriteConfig: { Rewrites: [{ Regex: '^/shop/(.*)$', Replace: '/$1' }] },
};

export const HOST_REWRITE: RuleTransform = {
  Type: 'host-header-rewrite',
  HostHeaderRewriteConfig: { Rewrites: [{ Regex: '^(.+)$', Replace: 'internal.example.com' }] },
};

/** Regular expressions on the host, in each form of the API. */
export const hostRegex = (...expressions: string[]): Readonly<Record<'newer' | 'older' | 'both', RuleCondition>> => {
  const [older, newer] = [{ RegexValues: expressions }, { HostHeaderConfig: { RegexValues: expressions } }];
  return {
    newer: { Field: 'host-header', ...newer },
    older: { Field: 'host-header', ...older },
    both: { Field: 'host-header', ...older, ...newer },
  };
};

export const weighted = (blue: number, green: number): Action => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: [
      { TargetGroupArn: BLUE, Weight: blue },
      { TargetGroupArn: GREEN, Weight: green },
    ],
  },
});

/** As the console and other tools write it. */
export const ONLY_GREEN: Action = { Type: 'forward', TargetGroupArn: GREEN };

/** The production rule of web.example.com at priority 100, with parts replaced. */
export const productionRule = (changes: Partial<Rule> = {}): Rule => ({
  RuleArn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app/prod/1/2/3',
  Priority: '100',
  IsDefault: false,
  Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['web.example.com'] } }],
  Actions: [weighted(50, 50)],
  ...changes,
});

/** A rule of another team, before the production rule. */
export const foreignRule = (...conditions: RuleCondition[]): Rule => ({
  ...productionRule({ Priority: '50' }),
  RuleArn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app/prod/1/2/9',
  Conditions: conditions,
  Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
});
