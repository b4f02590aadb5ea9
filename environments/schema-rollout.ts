// Schema of rollouts: strategy, hooks, notifications, approvals and freezes. Pure.
import * as z from 'zod';
import { checked, duration, text } from './schema-fields';
import { metrics } from './schema-metrics';
import { checkSteps, checkStrategyName } from './strategy';
import { checkWebAddress } from './web-address';
import { DAYS, checkWeekTime } from './week-time';

const percent = z.number().int().min(1).max(100);
const webAddress = checked(checkWebAddress);

const freeSteps = z
  .array(
    z.strictObject({
      weight: percent.describe("The candidate's whole percent of ordinary traffic."),
      wait: duration.default('0s').describe('How long to stay at this weight, such as 5m.'),
      approval: z.boolean().default(false).describe('Whether a person must approve before the rollout continues.'),
    }),
  )
  .min(1)
  .superRefine((steps, context) => {
    const fault = checkSteps(steps.map((step) => step.weight));
    if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
  });

const strategy = z
  .union([
    checked(checkStrategyName),
    z.strictObject({
      canary: z.strictObject({
        percent: percent.describe('Percent of traffic that moves first.'),
        wait: duration.describe('How long to wait before the rest follows.'),
      }).describe('A part first, then the rest.'),
    }),
    z.strictObject({
      linear: z.strictObject({
        percent: percent.describe('Percent of traffic that each step adds.'),
        every: duration.describe('How long to wait between two steps.'),
      }).describe('Equal steps.'),
    }),
    z.strictObject({
      hold_back: z
        .strictObject({
          percent: percent.describe('Percent of traffic that moves first.'),
          wait: duration.describe('How long to wait before nearly all of the rest follows.'),
          keep: percent.default(5).describe('Percent that the stable color keeps meanwhile, to compare with.'),
          watch: duration.default('30m').describe('How long it keeps them.'),
        })
        .superRefine(({ percent: first, keep }, context) => {
          const fault = checkSteps([first, 100 - keep]);
          if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
        })
        .describe('A part first, then nearly all, so that there is something to compare with, then the rest.'),
    }),
    z.strictObject({ steps: freeSteps.describe('Rising weights, each with its wait.') }),
  ])
  .describe(
    'How traffic moves: all_at_once, a CodeDeploy name such as Canary10Percent5Minutes, or canary, linear, hold_back, steps.',
  );

const hook = z
  .union([
    z.strictObject({
      command: text.describe('A shell command.'),
      timeout: duration.default('1m').describe('How long it may take.'),
    }),
    z.strictObject({
      http: webAddress.describe(
        'A URL that gets the payload by POST, or $NAME for one in that variable; it passes with 2xx.',
      ),
      timeout: duration.default('1m').describe('How long it may take.'),
    }),
    z.strictObject({
      lambda: text.describe('A function, by name or ARN; it passes unless it fails or its result has a failed status.'),
      timeout: duration.default('1m').describe('How long it may take.'),
    }),
  ])
  .describe('Your own check: a command, an HTTP call, or a Lambda invocation.');

const hooks = z
  .strictObject({
    before_stage: z.array(hook).default([]).describe('Before new code is put on the candidate.'),
    before_shift: z.array(hook).default([]).describe('Before the candidate gets its first ordinary traffic.'),
    after_step: z.array(hook).default([]).describe('After each step.'),
    after_promote: z.array(hook).default([]).describe('After the candidate gets all traffic.'),
    on_rollback: z.array(hook).default([]).describe('After a rollback; it cannot stop one.'),
  })
  .describe('Your own checks during a rollout; one that fails rolls back.');

const notification = z
  .union([
    z.strictObject({ slack: webAddress.describe('A Slack incoming webhook, or $NAME for one in that variable.') }),
    z.strictObject({ teams: webAddress.describe('A Microsoft Teams workflow webhook, or $NAME.') }),
    z.strictObject({ webhook: webAddress.describe('Any URL, or $NAME; it gets the event as JSON.') }),
    z.strictObject({ event_bus: text.describe('An EventBridge bus, by name or ARN.') }),
  ])
  .describe('Where the events of a rollout are sent.');

const day = z.enum(DAYS);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as 16:00');
const instant = z.iso.datetime();
const reason = text.optional().describe('The reason, shown when a shift is refused.');

const freeze = z
  .union([
    z.strictObject({
      weekly: z.strictObject({
        days: z.array(day).min(1).describe('On which days it begins.'),
        from: clock.describe('When it begins, UTC, such as 16:00.'),
        to: checked(checkWeekTime).describe(
          'When it ends, UTC: the next 08:00, or with a day, such as mon 08:00, the next Monday.',
        ),
        reason,
      }).describe('A freeze of every week.'),
    }),
    z.strictObject({
      once: z.strictObject({
        from: instant.describe('When it begins, such as 2026-12-20T00:00:00Z.'),
        to: instant.describe('When it ends.'),
        reason,
      }).describe('A freeze of these days.'),
    }),
  ])
  .describe('A time when traffic is not shifted up; a rollback is always possible.');

export const rollout = z
  .strictObject({
    strategy: strategy.default('Canary10Percent10Minutes'),
    bake: duration.default('5m').describe('How long to watch the candidate at 100 %.'),
    settle: z.boolean().default(true).describe('Whether the release settles automatically after the bake time.'),
    interval: duration.default('1m').describe('How often the rollout checks metrics and alarms.'),
    self_test: duration.default('0s').describe('How long only the canary by IP runs before the first step.'),
    approval: z
      .strictObject({
        expires: duration.default('24h').describe('How long a rollout waits for an approval.'),
        otherwise: z
          .enum(['rollback', 'go_on'])
          .default('rollback')
          .describe('What happens when no approval comes in time.'),
      })
      .prefault({})
      .describe('Approvals of steps.'),
    hold_at_most: duration
      .default('1h')
      .describe('How much longer a step or the bake time may last while there is too little data, or no proof.'),
    inconclusive: z
      .enum(['pause', 'settle', 'rollback'])
      .default('pause')
      .describe('What happens when nothing is proven even then, at the end of the bake time.'),
    lost_api: duration.default('5m').describe('How long AWS may be unreachable before the rollout rolls back.'),
    alarms: z.array(text).default([]).describe('CloudWatch alarms that cause a rollback.'),
    stack_alarms: z
      .boolean()
      .default(false)
      .describe("Whether the alarms of the service's stack cause a rollback too."),
    metrics: metrics.prefault({}),
    hooks: hooks.prefault({}),
    notify: z.array(notification).default([]).describe('Where its events are sent.'),
    requires: z
      .strictObject({
        environment: text.describe('The environment that must have run the same code.'),
        baked: duration.default('30m').describe('How long it must have run there, at 100 %.'),
      })
      .optional()
      .describe('Refuses code that another environment has not run long enough.'),
    freeze: z.array(freeze).default([]).describe('Times without shifts.'),
  })
  .describe('How a release rolls out automatically.');

export type Rollout = z.output<typeof rollout>;
export type Hook = z.output<typeof hook>;
export type HookPoint = keyof z.output<typeof hooks>;
export type Notification = z.output<typeof notification>;
export type Freeze = z.output<typeof freeze>;
export type Requires = NonNullable<Rollout['requires']>;
