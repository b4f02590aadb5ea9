// Builds and parses the ARNs of a sandbox's resources.
import { randomBytes } from 'node:crypto';

/** Region and account of a sandbox. */
export interface Place {
  readonly region: string;
  readonly account: string;
}

export const LOAD_BALANCER_NAME = 'sandbox';

const LOAD_BALANCER_ID = '50dc6c495c0c9188';
const LISTENER_ID = 'f2f7dc8efc522ab2';

const elbArn = (place: Place, rest: string): string =>
  `arn:aws:elasticloadbalancing:${place.region}:${place.account}:${rest}`;

/** A new id as ELBv2 puts at the end of an ARN: 16 hex digits. */
export const newId = (): string => randomBytes(8).toString('hex');

/** The one load balancer; the same after every start. */
export const loadBalancerArn = (place: Place): string =>
  elbArn(place, `loadbalancer/app/${LOAD_BALANCER_NAME}/${LOAD_BALANCER_ID}`);

/** The one listener; the same after every start. */
export const listenerArn = (place: Place): string =>
  elbArn(place, `listener/app/${LOAD_BALANCER_NAME}/${LOAD_BALANCER_ID}/${LISTENER_ID}`);

/** A rule of the one listener. */
export const ruleArn = (place: Place, id: string): string =>
  elbArn(place, `listener-rule/app/${LOAD_BALANCER_NAME}/${LOAD_BALANCER_ID}/${LISTENER_ID}/${id}`);

export const targetGroupArn = (place: Place, name: string, id: string): string =>
  elbArn(place, `targetgroup/${name}/${id}`);

/** A function, or one of its versions or aliases. */
export const functionArn = (place: Place, name: string, qualifier?: string): string =>
  `arn:aws:lambda:${place.region}:${place.account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;

/** A function as a caller may name it. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** Reads a function's name, partial ARN or ARN, each with or without a qualifier; undefined for any other text. */
export function parseFunction(text: string): FunctionReference | undefined {
  const found =
    /^(?:(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?\d{12}:function:)?([A-Za-z0-9-_]{1,64})(?::(\$LATEST|[A-Za-z0-9-_]{1,128}))?$/.exec(
      text,
    );
  return found?.[1] === undefined ? undefined : { name: found[1], qualifier: found[2] };
}
