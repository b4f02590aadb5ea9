// ctl validate: shows every problem of every environment file.
import { defineCommand } from '../command-line/define-command';
import { EXIT } from '../core/errors';
import { outputOptions } from '../command-line/options';

export const validate = defineCommand({
  command: 'validate [files..]',
  describe: 'Check environment files',
  positionals: {
    files: { array: true, type: 'string', describe: 'Files to check; every file in environments/ when left out' },
  },
  options: {
    ...outputOptions,
    environment: { alias: 'e', type: 'string', requiresArg: true, describe: 'One environment, by its name' },
  },
  examples: [
    ['$0 validate', 'every environment'],
    ['$0 validate -e prod', 'one environment'],
    ['$0 validate drafts/prod.yaml', 'one file'],
  ],
  run: async (args, context) => {
    const { validateFiles } = await import('../inspect/validate');
    const { renderAnnotations, renderValidation } = await import('../render/validation');
    const result = await validateFiles(context, args.environment, args.files ?? []);
    return {
      document: { ...result },
      lines: (style) => renderValidation(result, style),
      annotations: context.env['GITHUB_ACTIONS'] === 'true' ? renderAnnotations(result.problems) : [],
      exitCode: result.valid ? EXIT.ok : EXIT.input,
    };
  },
});
