// ctl rollout status: where rollouts are, with their last evaluation; once, or again and again.
import { defineCommand } from '../../command-line/define-command';
import { environmentOptions } from '../../command-line/options';
import { rolloutPositional } from '../../command-line/rollout-options';
import type { Context } from '../../core/context';
import { EXIT } from '../../core/errors';
import { WATCH_MS, drawLive } from '../../core/live-view';
import { STREAMED } from '../../core/outcome';
import type { Outcome } from '../../core/outcome';
import { onOneLine } from '../../core/printable';
import { createChangeEvents, streamEvents } from '../../core/stream-events';
import { createStyle } from '../../core/style';
import type { ListedRollouts } from '../../rollout/status';

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
    ['$0 rollout status --watch -o json', 'one event a line, until the rollouts have ended'],
  ],
  run: async (args, context) => {
    if (args.watch) return args.output === 'json' ? streamRollouts(context, args) : watchRollouts(context, args);
    const { chooseAction } = await import('../../release');
    const { renderRollouts } = await import('../../render/rollout');
    const { listRollouts } = await import('../../rollout/status');
    const { now, io } = context;
    const { rollouts, warnings } = await listRollouts(context, args);
    return {
      warnings,
      document: { rollouts: rollouts.map((one) => ({ ...one, next: chooseAction(one.state, now()) })) },
      lines: (style) => renderRollouts(rollouts, { now: now(), columns: io.columns, style }),
      exitCode: EXIT.ok,
    };
  },
});

interface Selection {
  readonly environment?: string;
  readonly rollout?: string;
}

async function watchRollouts(context: Context, { environment, rollout }: Selection): Promise<Outcome> {
  const { renderRollouts } = await import('../../render/rollout');
  const { listRollouts } = await import('../../rollout/status');
  const { now, io } = context;
  const style = createStyle(io.color);
  await drawLive(context, async () => {
    const { rollouts, warnings } = await listRollouts(context, { environment, rollout });
    const over = rollouts.every(({ state }) => state.position.at === 'done');
    const lines = renderRollouts(rollouts, { now: now(), columns: io.columns, style });
    return { lines: [...warnings.map((one) => `warning: ${onOneLine(one)}`), ...lines], over };
  });
  return STREAMED;
}

async function streamRollouts(context: Context, { environment, rollout }: Selection): Promise<Outcome> {
  const { listRollouts } = await import('../../rollout/status');
  const changed = createChangeEvents(context);
  await streamEvents(context, WATCH_MS, async () => {
    const listed = await listRollouts(context, { environment, rollout });
    printRollouts(changed, listed);
    return listed.rollouts.every(({ state }) => state.position.at === 'done');
  });
  return STREAMED;
}

/** Prints the rollouts and the warnings that changed, one event each. */
export function printRollouts(
  changed: ReturnType<typeof createChangeEvents>,
  { rollouts, warnings }: ListedRollouts,
): void {
  for (const message of warnings) changed('warning', message, { message });
  for (const one of rollouts) changed('rollout', one.state.id, { ...one });
}
