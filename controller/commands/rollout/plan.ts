// ctl rollout plan: what a rollout could see with the traffic of the last minutes, before it begins.
import { defineCommand } from '../../command-line/define-command';
import { allOption, environmentOptions } from '../../command-line/options';
import { planOptions, servicesPositional } from '../../command-line/rollout-options';
import { EXIT } from '../../core/errors';

const { strategy, bake, interval, 'self-test': selfTest } = planOptions;

export const rolloutPlan = defineCommand({
  command: 'plan [services..]',
  describe: 'Show what a rollout could see with the traffic of the last minutes; changes nothing',
  positionals: servicesPositional,
  options: { strategy, bake, interval, 'self-test': selfTest, ...allOption, ...environmentOptions },
  examples: [
    ['$0 rollout plan web', 'the error rate that each step would notice, and when it would end'],
    ['$0 rollout plan web --strategy 50:30m', 'of another plan'],
  ],
  run: async (args, context) => {
    const { parsePlanFlags } = await import('../../command-line/parse-plan');
    const { renderForecast } = await import('../../render/forecast');
    const { forecastRollout } = await import('../../rollout/forecast');
    const { environment, services, all } = args;
    const names = services === undefined ? [] : [services].flat();
    const result = await forecastRollout(context, { environment, services: names, all, flags: parsePlanFlags(args) });
    return { document: { ...result }, lines: () => renderForecast(result), exitCode: EXIT.ok };
  },
});
