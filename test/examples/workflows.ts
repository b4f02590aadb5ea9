// The workflows for GitHub Actions in examples/ci, as far as tests read them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const FOLDER = join(__dirname, '../../examples/ci');
const read = (file: string): unknown => parse(readFileSync(join(FOLDER, file), 'utf8'));

const step = z.looseObject({ id: z.string().optional(), uses: z.string().optional(), run: z.string().optional() });
export const reusable = z
  .looseObject({
    on: z.object({
      workflow_call: z.looseObject({ inputs: z.record(z.string(), z.looseObject({ required: z.boolean() })) }),
    }),
    jobs: z.object({ release: z.looseObject({ steps: z.array(step) }) }),
  })
  .parse(read('release.yml'));
export const caller = z
  .looseObject({
    jobs: z.record(z.string(), z.looseObject({ uses: z.string(), with: z.record(z.string(), z.string()) })),
  })
  .parse(read('release-web.yml'));
export const { steps } = reusable.jobs.release;
const script = (found: (one: z.output<typeof step>) => boolean): string => steps.find(found)?.run ?? '';
export const RELEASE = script((one) => one.id === 'release');
export const PUSH = script((one) => one.run?.includes('git push') ?? false);
