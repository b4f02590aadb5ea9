// ctl rollout status: where rollouts are, with their last evaluation; once, or again and again.
import { defineCommand } from '../../command-line/define-command';
import { environmentOptions } from '../../command-line/options';
import { rolloutPositional } from '../../command-line/rollout-options';
import { parseTimeout, watchOptions } from '../../command-line/watch-options';
import type { Context } from '../../core/context';
import { EXIT } from '../../core/errors';
import { drawLive } from '../../core/live-view';
import type { Frame } from '../../core/live-view';
import { onOneLine } from '../../core/printable';
import { createStyle } from '../../core/style';
import type { RolloutSelection } from '../../rollout/select';

export const rolloutStatus = defineCommand({
  command: 'status [rollout]',
  describe: 'Show where rollouts are, and their last evaluation',
  positionals: rolloutPositional,
  options: {
    ...watchOptions('Draw it again until the rollouts have ended; without an open one, wait for one'),
    ...environmentOptions,
  },
  examples: [
    ['$0 rollout status --watch', 'weights, step, time left, and the values of each metric'],
    ['$0 rollout status web -o json', 'for scripts'],
  ],
  run: async (args, context) => {
    const timeoutSeconds = parseTimeout(args);
    if (args.watch) {
      await watchRollouts(context, args, timeoutSeconds);
      return { document: {}, lines: () => [], exitCode: EXIT.ok };
    }
    const { chooseAction } = await import('../../release');
    const { renderRollouts } = await import('../../render/rollout');
    const { listRollouts } = await import('../../rollout/status');
    const { now } = context;
    const { rollouts, warnings } = await listRollouts(context, args);
    return {
      warnings,
      document: { rollouts: rollouts.map((one) => ({ ...one, next: chooseAction(one.state, now()) })) },
      lines: (style) => renderRollouts(rollouts, { now: now(), style }),
      exitCode: EXIT.ok,
    };
  },
});

/** Draws rollouts until those that were open have ended; waits for one where none is open, but not for one that its id names. */
async function watchRollouts(context: Context, selection: RolloutSelection, timeoutSeconds: number): Promise<void> {
  const { renderRollouts } = await import('../../render/rollout');
  const { listRollouts } = await import('../../rollout/status');
  const { now, io } = context;
  const style = createStyle(io.color, io.columns);
  let before: string | undefined;
  const draw = async (): Promise<Frame> => {
    const { rollouts, warnings } = await listRollouts(context, selection);
    const isOpen = rollouts.some(({ state }) => state.position.at !== 'done');
    const ended = rollouts.map(({ state }) => state.id).join();
    before ??= isOpen ? '' : ended;
    const over = !isOpen && (ended !== before || ended === selection.rollout);
    const lines = [
      ...warnings.map((one) => `warning: ${onOneLine(one)}`),
      ...renderRollouts(rollouts, { now: now(), style }),
      ...(isOpen || over ? [] : ['Waits until a rollout begins']),
    ];
    return { lines, over };
  };
  await drawLive(context, draw, timeoutSeconds);
}
