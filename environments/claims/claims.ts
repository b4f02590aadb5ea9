// What an environment takes for itself, read from the file's raw values: few and plain, so that many files can be compared
// quickly, also with one whose other fields are wrong. Pure.
import { priorityBlock } from '../../routing/slots';
import { applyDefaults, isBlock, valueAt } from '../raw';
import { environmentSchema, serviceSchema } from '../schema';

/** A service's claims. What is not written, or is wrong, is undefined. */
export interface ServiceClaims {
  readonly name: string;
  readonly family: string | undefined;
  /** The priorities that it reserves on the listener. */
  readonly block: Block | undefined;
}

/** First and last of some priorities. */
export interface Block {
  readonly first: number;
  readonly last: number;
}

/** An environment's claims, and what tells its account and region from another's. What is not written, or is wrong, is undefined. */
export interface Claims {
  readonly name: string;
  readonly target: 'aws' | 'sandbox';
  readonly region: string;
  /** The account of the file, or of an ARN in it that must be in the same one. */
  readonly account: string | undefined;
  readonly endpoint: string | undefined;
  readonly bucket: string | undefined;
  /** Name of the load balancer that the environment creates. */
  readonly created: string | undefined;
  /** The existing listener that it uses. */
  readonly listener: string | undefined;
  /** Ports of the sandbox, by field. */
  readonly ports: Readonly<Record<string, number>>;
  readonly services: readonly ServiceClaims[];
}

/** The parts of a load balancer's or a listener's ARN; undefined for what is none. */
export function parseArn(
  arn: string | undefined,
): { region: string; account: string; loadBalancer: string } | undefined {
  const [, , , region, account, resource] = arn?.split(':') ?? [];
  if (!region || !/^\d{12}$/.test(account ?? '') || !account) return undefined;
  return { region, account, loadBalancer: resource?.split('/')[2] ?? '' };
}

/** The claims of an environment by its name and its file's raw value. */
export function claimsOf(name: string, raw: unknown): Claims {
  const { region, account, emulator_endpoint, state, load_balancer, sandbox } = environmentSchema.shape;
  const balancer = load_balancer.safeParse(valueAt(raw, ['load_balancer'])).data;
  const created = balancer && 'create' in balancer ? balancer.create : undefined;
  const listener = balancer && 'existing' in balancer ? balancer.existing.listener_arn : undefined;
  const target = valueAt(raw, ['target']) === 'sandbox' ? 'sandbox' : 'aws';
  return {
    name,
    target,
    region: region.safeParse(valueAt(raw, ['region'])).data ?? region.parse(undefined),
    account:
      account.safeParse(valueAt(raw, ['account'])).data ?? parseArn(listener ?? created?.certificate_arn)?.account,
    endpoint: emulator_endpoint.safeParse(valueAt(raw, ['emulator_endpoint'])).data,
    bucket: state.safeParse(valueAt(raw, ['state'])).data?.bucket,
    created: target === 'aws' && created ? (created.name ?? name) : undefined,
    listener: target === 'aws' ? listener : undefined,
    ports: target === 'sandbox' ? definedPorts(sandbox.safeParse(valueAt(raw, ['sandbox'])).data) : {},
    services: servicesOf(name, raw),
  };
}

/** The numbers of the sandbox's settings are its ports. */
const definedPorts = (settings: Readonly<Record<string, string | number | undefined>> = {}): Record<string, number> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([field, port]) => (typeof port === 'number' ? [[field, port]] : [])),
  );

function servicesOf(environment: string, raw: unknown): ServiceClaims[] {
  const services = valueAt(applyDefaults(raw), ['services']);
  if (!isBlock(services)) return [];
  const { family, priority, canary_slots } = serviceSchema.shape;
  return Object.entries(services).map(([name, service]) => {
    const parsed = family.safeParse(valueAt(service, ['family']));
    const last = priority.safeParse(valueAt(service, ['priority'])).data;
    const slots = canary_slots.safeParse(valueAt(service, ['canary_slots'])).data;
    return {
      name,
      family: parsed.success ? (parsed.data ?? `${environment}-${name}`) : undefined,
      block: last === undefined || slots === undefined ? undefined : priorityBlock(last, slots),
    };
  });
}
