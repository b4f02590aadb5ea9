// Renders what a plan can see. Pure.
import { formatDuration } from '../../environments/duration';
import type { Forecast, StepForecast } from '../release/judge';
import { formatCount, formatPercent } from '../release/judge/format';
import { formatTime } from '../core/time';
import { TRAFFIC_MINUTES } from '../rollout/forecast-traffic';
import type { MeasuredTraffic } from '../rollout/forecast-traffic';
import type { PlanForecast, ProposedForecast, ServiceForecast } from '../rollout/forecast';

/** An expected rate and an expected count, with no more digits than they deserve. */
const percent = (part: number): string => formatPercent(part >= 0.1 ? Math.round(part * 100) / 100 : part);
const count = (value: number): string => formatCount(value < 10 ? Number(value.toPrecision(2)) : Math.round(value));
const countRequests = (value: number): string => `${count(value)} ${count(value) === '1' ? 'request' : 'requests'}`;

/** A few lines for each service: its traffic, what each weight sees, and when the rollout ends. */
export const renderForecast = ({ at, services }: ProposedForecast): string[] =>
  services.flatMap((one) => renderService(one, new Date(at)));

function renderService(
  { service, traffic, forecast, instead, tolerance }: ProposedForecast['services'][number],
  now: Date,
): string[] {
  const end = describeEnd(forecast, now);
  if (!traffic) {
    return [
      `${service}: no requests in the last ${TRAFFIC_MINUTES} minutes, so that a candidate cannot be judged`,
      `  ${end}`,
      BY_HAND,
    ];
  }
  return [
    `${service}: ${describeTraffic(traffic)}`,
    ...forecast.steps.map((step, i) => {
      const again = step.weight === forecast.steps[i - 1]?.weight ? 'then ' : '';
      const lacks = forecast.ends === 'too few requests' && step === forecast.steps.at(-1);
      return `  ${`${step.weight} %`.padStart(5)} ${again}${describeLength(step, lacks)}: ${describeSeen(step)}`;
    }),
    `  ${end}`,
    ...(instead
      ? [
          `  A first step to ${instead.weight} % for ${instead.minutes}m sees ${percent(instead.sees)}: --strategy ${instead.weight}:${instead.minutes}m`,
        ]
      : []),
    ...(tolerance === null
      ? []
      : [
          `  With metrics: { errors: { tolerance: ${tolerance} } } most candidates that are as good would be proven so: a rate up to ${tolerance} points higher then passes`,
        ]),
  ];
}

/** A rate only where enough is known for one. */
const describeTraffic = ({ perMinute, failing, requests, isLittle }: MeasuredTraffic): string =>
  isLittle
    ? `${countRequests(requests)} seen in the last ${TRAFFIC_MINUTES} minutes, taken as ${count(perMinute)} a minute: the traffic is little known`
    : `${countRequests(perMinute)} a minute, ${percent(failing)} of them fail`;

const BY_HAND = '  ctl shift and ctl promote move traffic by hand';

/** `lacks`: its requests do not come in time. */
function describeLength({ seconds, held, approval }: StepForecast, lacks: boolean): string {
  if (seconds === 0) return 'until it is approved';
  const until = lacks ? 'without enough requests' : 'until it has enough requests';
  const more = held > 0 ? `, and ${formatDuration(held)} more ${until}` : '';
  return `for ${formatDuration(seconds)}${more}${approval && !lacks ? ', and until it is approved' : ''}`;
}

const describeSeen = ({ requests, sees }: StepForecast): string =>
  sees === null
    ? `sees nothing, with ${countRequests(requests)} by its end`
    : `sees errors of ${percent(sees)} or more, in nine of ten rollouts`;

/** How it ends, and when. */
function describeEnd({ ends, lacks, steps, seconds }: Forecast, now: Date): string {
  const metric = lacks ?? 'errors';
  const what = {
    proven: 'a candidate that is as good is proven so',
    unproven: 'it ends without a comparison',
    inconclusive: 'too little traffic for a proof: a candidate that is as good ends inconclusive',
    'too few requests': `too few requests for ${metric}.min_requests: it pauses`,
    'no data': `no data in time for ${metric}, so that its no_data rolls it back`,
  }[ends];
  const passed = ends === 'too few requests' ? steps.slice(0, -1) : steps;
  const approvals = passed.some(({ approval }) => approval) ? ', without the time until it is approved' : '';
  return `${what} at about ${formatTime(new Date(now.getTime() + seconds * 1000), now)}${approvals}`;
}

/** The same in one line, for the start of a rollout. */
export const summarizeForecast = ({ at, services }: PlanForecast): string =>
  services
    .map((one) => `${services.length === 1 ? '' : `${one.service}: `}${summarizeService(one, new Date(at))}`)
    .join('; ');

function summarizeService({ traffic, forecast }: ServiceForecast, now: Date): string {
  const end = describeEnd(forecast, now);
  if (!traffic) return `no requests in the last ${TRAFFIC_MINUTES} minutes; ${end}`;
  const seen = forecast.steps.map(
    ({ weight, sees }) => `${weight} % sees ${sees === null ? 'nothing' : `errors of ${percent(sees)}`}`,
  );
  return [describeTraffic(traffic), seen.join(', '), end].join('; ');
}
