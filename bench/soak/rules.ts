// What a request may get by a set of rules: the soak's own matcher, which shares no code with the load balancer that it checks. Pure.

/** A listener rule: conditions are ANDed, values of one condition ORed. Lowest priority first ("Listener rules"). */
export interface Rule {
  readonly priority: number;
  readonly hosts: readonly string[] | undefined;
  readonly paths: readonly string[] | undefined;
  /** CIDR blocks of IPv4. */
  readonly sources: readonly string[] | undefined;
  /** Weight of each target group by its name. */
  readonly weights: Readonly<Record<string, number>>;
}

/** A version of a function, as an answer names it: which function, its published number, the code in it, and a setting of it. */
export interface Served {
  readonly fn: string;
  readonly version: string;
  readonly code: string;
  readonly release: string;
}

/** All that decides an answer: the rules, and what stands behind each target group. */
export interface Snapshot {
  readonly rules: readonly Rule[];
  readonly groups: ReadonlyMap<string, Served>;
}

/** A request as a rule sees it; `source` is the address that it comes from. */
export interface Sent {
  readonly host: string;
  readonly path: string;
  readonly source: string;
}

/** The rule that a request matches; undefined for the default rule, which answers without a function. */
export const findRule = (rules: readonly Rule[], sent: Sent): Rule | undefined =>
  rules
    .filter((rule) => matches(rule, sent))
    .reduce<Rule | undefined>((first, rule) => (first && first.priority < rule.priority ? first : rule), undefined);

const matches = ({ hosts, paths, sources }: Rule, sent: Sent): boolean =>
  (hosts?.some((host) => fits(host.toLowerCase(), sent.host.toLowerCase())) ?? true) &&
  (paths?.some((path) => fits(path, sent.path)) ?? true) &&
  (sources?.some((block) => isWithin(sent.source, block)) ?? true);

/** `*` stands for 0 or more characters, `?` for one ("Condition types for listener rules"). */
function fits(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) return fits(pattern.slice(1), text) || (text !== '' && fits(pattern, text.slice(1)));
  return text !== '' && (pattern.startsWith('?') || pattern[0] === text[0]) && fits(pattern.slice(1), text.slice(1));
}

function isWithin(address: string, block: string): boolean {
  const [network = '', length = '32'] = block.split('/');
  const hidden = 2 ** (32 - Number(length));
  return Math.floor(toNumber(address) / hidden) === Math.floor(toNumber(network) / hidden);
}

const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
