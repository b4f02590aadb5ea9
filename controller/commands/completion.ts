// ctl completion: the script with which a shell completes verbs, options, environments and services.
import { completionScript, SHELLS } from '../command-line/completion-script';
import type { Shell } from '../command-line/completion-script';
import { defineCommand } from '../command-line/define-command';
import { outputOptions } from '../command-line/options';
import { EXIT, UserError } from '../core/errors';
import { didYouMean } from '../core/suggest';

export const completion = defineCommand({
  command: 'completion [shell]',
  describe: 'Print a script for shell completion',
  positionals: { shell: { type: 'string', describe: 'bash, zsh or fish; the shell in SHELL when left out' } },
  options: outputOptions,
  examples: [
    ['$0 completion bash >> ~/.bashrc', 'for new shells; ~/.zshrc for zsh'],
    ['$0 completion fish > ~/.config/fish/completions/ctl.fish', 'for fish'],
  ],
  run: (args, { env }) => {
    const shell = chooseShell(args.shell, env['SHELL']);
    const script = completionScript(shell);
    return Promise.resolve({
      document: { shell, script },
      lines: () => script.split('\n'),
      verbatim: true,
      exitCode: EXIT.ok,
    });
  },
});

function chooseShell(named: string | undefined, running = ''): Shell {
  const name = named ?? running.slice(running.lastIndexOf('/') + 1);
  const shell = SHELLS.find((one) => one === name);
  if (shell === undefined && named !== undefined) {
    throw new UserError('USAGE', `There is no completion for ${JSON.stringify(named)}`, didYouMean(named, SHELLS));
  }
  return shell ?? 'bash';
}
