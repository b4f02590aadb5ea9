// Renders what a plan can see. Pure.
import { formatDuration } from '../../environments/duration';
import type { Forecast, StepForecast } from '../release/judge';
import { formatCount, formatPercent } from '../release/judge/format';
import type { PlanForecast, ProposedForecast, ServiceForecast } from '../rollout/forecast';

/** An expected rate and an expected count, with no more digits than they deserve. */
const percent = (part: number): string => formatPercent(part >= 0.1 ? Math.round(part * 100) / 100 : part);
const count = (value: number): string => formatCount(value < 10 ? Number(value.toPrecision(2)) : Math.round(value));

/** A few lines for each service: its traffic, what each weight sees, and when the rollout ends. */
export const renderForecast = ({ at, services }: ProposedForecast): string[] =>
  services.flatMap((one) => renderService(one, new Date(at)));

function renderService(
  { service, traffic, forecast, instead }: ProposedForecast['services'][number],
  now: Date,
): string[] {
  if (!traffic || !forecast) {
    return [
      `${service}: no requests in the last 15 minutes, so that a candidate cannot be judged`,
      '  every step holds until there are some, and the rollout pauses after hold_at_most; ctl shift and ctl promote move traffic by hand',
    ];
  }
  return [
    `${service}: ${count(traffic.perMinute)} requests a minute, ${percent(traffic.failing)} of them fail`,
    ...forecast.steps.map((step) => {
      const lacks = forecast.ends === 'too few requests' && step === forecast.steps.at(-1);
      return `  ${`${step.weight} %`.padStart(5)} ${describeLength(step, lacks)}: ${describeSeen(step)}`;
    }),
    `  ${ENDS[forecast.ends]} at about ${endOf(forecast, now)} UTC`,
    ...(instead
      ? [
          `  A first step to ${instead.weight} % for ${instead.minutes}m sees ${percent(instead.sees)}: --strategy ${instead.weight}:${instead.minutes}m`,
        ]
      : []),
  ];
}

/** `lacks`: its requests do not come in time. */
function describeLength({ seconds, held }: StepForecast, lacks: boolean): string {
  if (held === 0) return `for ${formatDuration(seconds)}`;
  const until = lacks ? 'without enough requests' : 'until it has enough requests';
  return `for ${formatDuration(seconds)}, and ${formatDuration(held)} more ${until}`;
}

const describeSeen = ({ requests, sees }: StepForecast): string =>
  sees === null
    ? `sees nothing, with ${count(requests)} ${requests === 1 ? 'request' : 'requests'} by its end`
    : `sees errors of ${percent(sees)} or more, in nine of ten rollouts`;

const ENDS = {
  proven: 'a candidate that is as good is proven so',
  inconclusive: 'too little traffic for a proof: a candidate that is as good ends inconclusive',
  'too few requests': 'too few requests for min_requests: it pauses',
} as const;

/** The same in one line, for the start of a rollout. */
export const summarizeForecast = ({ at, services }: PlanForecast): string =>
  services
    .map((one) => `${services.length === 1 ? '' : `${one.service}: `}${summarizeService(one, new Date(at))}`)
    .join('; ');

function summarizeService({ traffic, forecast }: ServiceForecast, now: Date): string {
  if (!traffic || !forecast) return 'no requests in the last 15 minutes: it holds until there are some';
  const seen = forecast.steps.map(
    ({ weight, sees }) => `${weight} % sees ${sees === null ? 'nothing' : `errors of ${percent(sees)}`}`,
  );
  return `${count(traffic.perMinute)} requests a minute, ${percent(traffic.failing)} fail; ${seen.join(', ')}; ${ENDS[forecast.ends]} at about ${endOf(forecast, now)} UTC`;
}

const endOf = ({ seconds }: Forecast, now: Date): string =>
  new Date(now.getTime() + seconds * 1000).toISOString().slice(11, 16);
