// How long it takes until every comparison proves that a candidate that is as good is so. Pure.
import type { Metrics } from '../../../environments/schema-metrics';
import { chooseAgainst, compareRates } from './comparison';
import type { Terms } from './comparison';
import { expectBlocks } from './forecast-data';
import type { Situation, Traffic } from './forecast-data';
import { errorTerms } from './metrics';
import { comparesTail, makeTerms, tailSettings } from './terms';

/** What is slower than a percentile of the same code, by its meaning. */
const ABOVE_P95 = 0.05;
const ABOVE_P99 = 0.01;
/** Times at which a proof is looked for: with more, the forecast would take longer and hardly change. */
const MOST_LOOKS = 60;

/** A comparison that must pass: the rate that both colors have, and the part of all requests that it has data for. */
interface Proof {
  readonly name: string;
  readonly rate: number;
  readonly part: number;
  readonly terms: Terms;
  readonly minRequests: number;
}

/** What keeps a rollout from its end: the seconds until all is proven, or the comparison that is not within the longest wait. */
export interface ProofForecast {
  readonly seconds: number | null;
  readonly lacks: string | null;
}

/** Seconds beyond the end until colors that are alike are proven to be so in every comparison. Metrics of the file are not forecast. */
export function findProof(situation: Situation, intervalSeconds: number, longest: number): ProofForecast {
  const { metrics, traffic } = situation;
  const every = Math.ceil(longest / MOST_LOOKS / intervalSeconds) * intervalSeconds || intervalSeconds;
  let lacking = listProofs(metrics, traffic);
  for (let more = 0; more <= longest; more += every) {
    lacking = lacking.filter((proof) => !isProven(situation, proof, more));
    if (lacking.length === 0) return { seconds: more, lacks: null };
  }
  return { seconds: null, lacks: lacking[0]?.name ?? null };
}

function isProven(situation: Situation, { rate, part, terms, minRequests }: Proof, more: number): boolean {
  const { traffic } = situation;
  const own = { ...situation, traffic: { perMinute: traffic.perMinute * part, failing: rate } };
  const blocks = expectBlocks(own, rate, { more });
  const against = chooseAgainst(blocks, minRequests);
  return against !== undefined && compareRates(blocks, terms, against).kind === 'within';
}

function listProofs(metrics: Metrics, traffic: Traffic): readonly Proof[] {
  const { errors, client_errors: refused, latency, response_time: responses } = metrics;
  const { failing, clientErrors } = traffic;
  const all = [
    { name: 'errors', rate: failing, settings: errors, terms: errorTerms(metrics), isOn: true },
    {
      name: 'client_errors',
      rate: clientErrors ?? 0,
      settings: refused,
      terms: makeTerms(metrics, refused),
      isOn: clientErrors != null,
    },
    { name: 'latency', rate: ABOVE_P95, settings: latency, terms: makeTerms(metrics, latency), isOn: true },
    {
      name: 'latency',
      rate: ABOVE_P99,
      settings: latency,
      terms: makeTerms(metrics, tailSettings(metrics)),
      isOn: comparesTail(metrics),
    },
    { name: 'response_time', rate: ABOVE_P95, settings: responses, terms: makeTerms(metrics, responses), isOn: true },
  ];
  return all.flatMap(({ name, rate, settings, terms, isOn }) => {
    const part = traffic.parts?.[name] ?? 1;
    const decides = isOn && settings.compare && !settings.dry_run && part > 0;
    return decides ? [{ name, rate, part, terms, minRequests: settings.min_requests }] : [];
  });
}
