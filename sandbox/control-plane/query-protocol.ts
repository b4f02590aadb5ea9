// The AWS Query protocol: a form in, XML out; for ELBv2 and for STS.
import { randomUUID } from 'node:crypto';
import { ELBV2_ACTIONS } from './elbv2/actions';
import { ELBV2_FIELDS } from './elbv2/fields';
import { ApiError, invalid } from './errors';
import { fieldsOfForm, refuseUnknownFields } from './fields';
import type { Fields } from './fields';
import { parseParams, text } from './params';
import type { QueryAction } from './query-action';
import type { ControlPlaneContext } from './context';
import { element, xml } from './xml';

interface Service {
  readonly namespace: string;
  readonly actions: Readonly<Record<string, QueryAction>>;
  readonly fields: Readonly<Record<string, Fields>>;
}

const STS: Service = {
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  actions: {
    GetCallerIdentity: ({ place }) => ({
      Arn: `arn:aws:iam::${place.account}:root`,
      UserId: place.account,
      Account: place.account,
    }),
  },
  fields: {},
};

const ELBV2: Service = {
  namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  actions: ELBV2_ACTIONS,
  fields: ELBV2_FIELDS,
};

/** An HTTP answer's status and XML. */
export interface XmlAnswer {
  readonly status: number;
  readonly body: string;
}

/** Answers a Query request; an API error becomes its XML, anything else is thrown. `only` names the actions that are answered, by default all. */
export function answerQuery(context: ControlPlaneContext, form: string, only?: readonly string[]): XmlAnswer {
  const params = parseParams(form);
  const name = text(params, 'Action') ?? '';
  const service = text(params, 'Version') === '2011-06-15' ? STS : ELBV2;
  try {
    const action = Object.hasOwn(service.actions, name) ? service.actions[name] : undefined;
    if (!action) throw new ApiError('InvalidAction', `The sandbox does not know the action ${name || '(none)'}.`);
    if (only && !only.includes(name)) {
      throw new ApiError('InvalidAction', `This sandbox follows another control plane; send ${name} there.`);
    }
    refuseUnknownFields(name, service.fields[name] ?? [], fieldsOfForm(form), invalid);
    const result = element(`${name}Result`, action(context, params));
    const metadata = element('ResponseMetadata', { RequestId: randomUUID() });
    return {
      status: 200,
      body: `<${name}Response xmlns="${service.namespace}">${result}${metadata}</${name}Response>`,
    };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return queryError(error.status, error.code, error.message, service);
  }
}

/** An error in the Query protocol. */
export function queryError(status: number, code: string, message: string, service = ELBV2): XmlAnswer {
  const content = { Error: { Type: 'Sender', Code: code, Message: message }, RequestId: randomUUID() };
  return { status, body: `<ErrorResponse xmlns="${service.namespace}">${xml(content)}</ErrorResponse>` };
}
