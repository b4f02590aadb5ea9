// `npm run soak`: runs the soak, prints what was counted, and fails when one of the counts that must be 0 is not.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import yargs from 'yargs';
import { messageOf } from '../../environments/error-message';
import { isClean } from './counts';
import { renderResult } from './report';
import { soak } from './soak';

/** The lines of a page between which the result is written. */
const BEGIN = '<!-- the last soak -->';
const END = '<!-- end of the last soak -->';

async function main(): Promise<void> {
  const args = await yargs(process.argv.slice(2))
    .options({
      requests: { type: 'number', default: 1_000_000, describe: 'How many requests to send' },
      seed: {
        type: 'number',
        default: Date.now() % 1_000_000,
        defaultDescription: 'the time',
        describe: 'Decides what is typed, when it is killed, and what is sent',
      },
      controllers: { type: 'number', default: 2, describe: 'Controllers at once in each checkout' },
      checkouts: { type: 'number', default: 2, describe: 'Checkouts of the environment' },
      'at-most': { type: 'number', default: 60, describe: 'Minutes after which it ends, with fewer requests' },
      markdown: { type: 'string', requiresArg: true, describe: 'File into which the result is written' },
    })
    .strict()
    .parse();
  print(
    `seed ${args.seed}: ${args.requests} requests, ${args.controllers} controllers in each of ${args.checkouts} checkouts`,
  );
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort()).once('SIGTERM', () => interruption.abort());
  const limit = setTimeout(() => interruption.abort(), args.atMost * 60_000);
  const result = await soak({ ...args, keep: true, print, signal: interruption.signal });
  clearTimeout(limit);
  const markdown = renderResult(result, describeMachine(), new Date().toISOString().slice(0, 10));
  print(`\n${markdown}`);
  if (args.markdown !== undefined) writeInto(args.markdown, markdown);
  process.exitCode = isClean(result.counts) ? 0 : 1;
}

/** Writes the result between the two marks of a page, or as the whole file where there are none. */
function writeInto(file: string, markdown: string): void {
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  const between = `${BEGIN}\n\n${markdown}\n${END}`;
  const text =
    begin < 0 || end < begin ? `${between}\n` : page.slice(0, begin) + between + page.slice(end + END.length);
  writeFileSync(file, text);
}

function describeMachine(): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${gibibytes} GiB, Node ${process.version}`;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

main().catch((error: unknown) => {
  process.stderr.write(`The soak ended early: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
