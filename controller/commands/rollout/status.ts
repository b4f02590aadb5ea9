// ctl rollout status: where rollouts are, with their last evaluation; once, or again and again.
import { defineCommand } from '../../command-line/define-command';
import { environmentOptions } from '../../command-line/options';
import { rolloutPositional } from '../../command-line/rollout-options';
import { EXIT, UserError } from '../../core/errors';
import { drawLive } from '../../core/live-view';
import { onOneLine } from '../../core/printable';
import { createStyle } from '../../core/style';

export const rolloutStatus = defineCommand({
  command: 'status [rollout]',
  describe: 'Show where rollouts are, and their last evaluation',
  positionals: rolloutPositional,
  options: {
    watch: { alias: 'w', type: 'boolean', default: false, describe: 'Draw it again until the rollouts have ended' },
    ...environmentOptions,
  },
  examples: [
    ['$0 rollout status --watch', 'weights, step, time left, and the values of each metric'],
    ['$0 rollout status web -o json', 'for scripts'],
  ],
  run: async (args, context) => {
    if (args.watch) refuseJson(args.output);
    const { chooseAction } = await import('../../release');
    const { renderRollouts } = await import('../../render/rollout');
    const { listRollouts } = await import('../../rollout/status');
    const { now, io } = context;
    if (args.watch) {
      const style = createStyle(io.color);
      await drawLive(context, async () => {
        const { rollouts, warnings } = await listRollouts(context, args);
        const over = rollouts.every(({ state }) => state.position.at === 'done');
        const lines = renderRollouts(rollouts, { now: now(), columns: io.columns, style });
        return { lines: [...warnings.map((one) => `warning: ${onOneLine(one)}`), ...lines], over };
      });
      return { document: {}, lines: () => [], exitCode: EXIT.ok };
    }
    const { rollouts, warnings } = await listRollouts(context, args);
    return {
      warnings,
      document: { rollouts: rollouts.map((one) => ({ ...one, next: chooseAction(one.state, now()) })) },
      lines: (style) => renderRollouts(rollouts, { now: now(), columns: io.columns, style }),
      exitCode: EXIT.ok,
    };
  },
});

/** @throws {UserError} USAGE for -o json with --watch, since its document would never end. */
export function refuseJson(output: string): void {
  if (output === 'json') throw new UserError('USAGE', '--watch cannot print JSON', 'Leave --watch or -o json out');
}
