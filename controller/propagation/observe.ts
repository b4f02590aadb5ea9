// Checks whether a change is in effect for clients of the load balancer, not only in its API.
import type { Probe } from '../../environments/schema-service';
import type { Environment, Service } from '../../environments/schema';
import { parseDuration } from '../../environments/duration';
import { desiredRouting } from '../../routing';
import { matchRequest } from '../../routing/requests';
import type { Context } from '../core/context';
import { sendProbe } from './probe-request';
import type { ProbeTarget } from './probe-request';
import { estimateAnswers, decideTest, startTest, addAnswer } from '../release/propagation-test';
import type { PropagationTest, Move } from '../release/propagation-test';

/** What is known about a change of one service's split. `late`: it was probed, and not in effect within the limit. */
export interface Effect {
  readonly service: string;
  readonly known: 'accepted' | 'in effect';
  readonly detail: string;
  readonly late: boolean;
  /** ISO time; null when it is unknown. */
  readonly inEffectAt: string | null;
}

/** When more answers than this are needed, the two splits are too similar to distinguish. */
const MOST_ANSWERS = 2000;
/** Concurrent requests, and milliseconds before the next attempt while the answers still match the old split. */
const AT_ONCE = 8;
const PAUSE_MILLISECONDS = 250;
const LOOPBACK = '127.0.0.1';

/**
 * Sends requests through the load balancer until the answers match the new split, or the limit is over, for each service with a
 * probe and a changed split. Never throws: the change was read back already.
 */
export async function observeEffects(
  context: Context,
  before: Environment,
  after: Environment,
  names: readonly string[],
): Promise<Effect[]> {
  const services = after.services.filter((service) => names.includes(service.name));
  const effects = services.map(async (service) => {
    const old = before.services.find((one) => one.name === service.name);
    if (!service.probe || !old || old.green_weight === service.green_weight) return [];
    const move = { from: old.green_weight / 100, to: service.green_weight / 100 };
    return [await observeEffect(context, after, service, service.probe, move)];
  });
  return (await Promise.all(effects)).flat();
}

async function observeEffect(
  context: Context,
  environment: Environment,
  service: Service,
  probe: Probe,
  move: Move,
): Promise<Effect> {
  const accepted = (detail: string, late = false): Effect => ({
    service: service.name,
    known: 'accepted',
    detail,
    late,
    inEffectAt: null,
  });
  const target = chooseTarget(environment, service, probe);
  if ('not' in target) return accepted(`accepted and read back; ${target.not}`);
  if (estimateAnswers(move) > MOST_ANSWERS) {
    return accepted('accepted and read back; the split changed too little to be observed');
  }
  const started = context.now().getTime();
  const limit = parseDuration(probe.limit) * 1000;
  const rounds = limit / PAUSE_MILLISECONDS + MOST_ANSWERS / AT_ONCE;
  let fit = startTest(move);
  let attempt = 1;
  let last = 'no answer yet';
  for (let round = 0; round < rounds && !context.signal.aborted; round++) {
    if (context.now().getTime() - started >= limit) break;
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => sendProbe(target)));
    for (const answer of answers) {
      if (answer.color) fit = addAnswer(fit, answer.color === 'green');
      else last = answer.fault;
      if (decideTest(fit, attempt) === 'in effect') return createEffect(context, service, fit, started);
    }
    const stale = decideTest(fit, attempt) === 'stale';
    if (stale || answers.some((answer) => !answer.color)) {
      if (stale) last = describeAnswers(fit);
      fit = startTest(move);
      attempt += 1;
      await context.sleep(PAUSE_MILLISECONDS);
    }
  }
  const how = fit.answers > 0 ? describeAnswers(fit) : last;
  return accepted(`accepted and read back, but not seen in effect within ${probe.limit}: ${how}`, true);
}

const createEffect = (context: Context, service: Service, fit: PropagationTest, started: number): Effect => {
  const now = context.now();
  const seconds = ((now.getTime() - started) / 1000).toFixed(1);
  return {
    service: service.name,
    known: 'in effect',
    detail: `in effect after ${seconds} s: ${describeAnswers(fit)}`,
    late: false,
    inEffectAt: now.toISOString(),
  };
};

const describeAnswers = ({ answers, ofColor }: PropagationTest): string =>
  `${ofColor} of ${answers} answers from green`;

/** Where to send probes, or why they would prove nothing. */
function chooseTarget(
  environment: Environment,
  service: Service,
  probe: Probe,
): ProbeTarget | { readonly not: string } {
  const [host = ''] = service.hostnames;
  if (probe.url === undefined && environment.target !== 'sandbox' && (host === '' || /[*?]/.test(host))) {
    return { not: 'the probe needs a url, since the service has no host name for requests' };
  }
  const sandbox = `http://${LOOPBACK}:${environment.sandbox.port}`;
  const base = probe.url ?? (environment.target === 'sandbox' ? sandbox : `${schemeOf(environment)}://${host}`);
  const target = { url: new URL(probe.path, base).toString(), host: host || undefined, header: probe.header };
  const other = environment.target === 'sandbox' ? findOtherRule(environment, service, target) : undefined;
  return other === undefined ? target : { not: `the probe from this machine would hit ${other}` };
}

/** Plain HTTP only if the file declares that the load balancer has no certificate. */
function schemeOf({ load_balancer: balancer }: Environment): 'http' | 'https' {
  const plain = balancer && 'create' in balancer && balancer.create.certificate_arn === undefined;
  return plain ? 'http' : 'https';
}

/** The rule that a request from this machine to the sandbox hits, if it is not the service's production rule. */
function findOtherRule(environment: Environment, service: Service, { url, host }: ProbeTarget): string | undefined {
  const rules = desiredRouting(environment.services).map((rule) => ({ ...rule, arn: `${rule.service} ${rule.role}` }));
  const { pathname } = new URL(url);
  const request = { method: 'GET', host: host ?? '', path: pathname, query: [], headers: {}, sourceIp: LOOPBACK };
  const hit = matchRequest(rules, request).rule?.arn ?? 'no rule';
  return hit === `${service.name} production` ? undefined : hit;
}
