// Makes a row of the matrix and checks what must hold afterwards; then types what the messages say, until all is as without the fault.
import { checkAgreement, checkOutput, checkStatus, checkUsers, readFiles } from './invariants';
import { enter } from './prepare';
import type { Prepared } from './prepare';
import type { Row } from './rows';
import type { Strike } from './scope';
import type { Verb } from './verbs';
import type { Result } from './worlds';

/** Faults that do not last: the next time it may succeed. */
const ONCE = [
  'torn',
  'rename',
  'throttle',
  '500',
  'time-out',
  'reset',
  'lost',
  'killed',
  'partial',
  'garbage',
  'hanging',
];

/** Makes a row; returns what is wrong afterwards. */
export async function make(prepared: Prepared, { point, fault }: Row): Promise<string[]> {
  const { stage, verb } = prepared;
  const { world } = stage;
  await enter(stage, verb);
  const { kind, name, occurrence } = point;
  const strike: Strike = { kind, name, occurrence, fault, lasts: !ONCE.includes(fault) };
  const result = await world.run(`${verb.line} -o json`, strike);
  const problems = [
    // On a slow machine, a call before it may have had no answer in time either.
    ...(result.run.struck === 0 && fault !== 'time-out' ? ['the point was not reached'] : []),
    ...checkOutput(result),
    ...(await checkUsers(world, verb)),
    ...(result.run.undo.length > 0 ? [] : await checkStatus(world)),
  ];
  for (const undo of result.run.undo) undo();
  const at = `ctl ${verb.line} (${verb.from}): ${kind} ${name} #${occurrence} ${fault}`;
  const recovered = verb.looks ? [] : await recover(prepared, result);
  return [...problems, ...recovered].map(
    (problem) => `${at}: ${problem}\n    ${result.err.replaceAll('\n', '\n    ')}`,
  );
}

const MOST_COMMANDS = 4;

/** Types the same again, and what the messages say to type, until everything is as without the fault. */
async function recover(prepared: Prepared, first: Result): Promise<string[]> {
  const { verb, code } = prepared;
  const { world } = prepared.stage;
  const typed: string[] = [];
  let last = first;
  for (let commands = 0; ; commands++) {
    const wrong =
      last.code === code ? await compare(prepared) : [`ctl ${last.line} ends with ${last.code}: ${last.err}`];
    if (wrong.length === 0) return checkUsers(world, verb);
    if (commands === MOST_COMMANDS) return [`not recovered by ${typed.join(', ')}: ${wrong.join('; ')}`];
    const line = nextLine(last, verb, typed);
    typed.push(line);
    last = await world.run(line);
  }
}

async function compare(prepared: Prepared): Promise<string[]> {
  const { world } = prepared.stage;
  const files = readFiles(world) === prepared.files ? [] : ['the files are not as without the fault'];
  return [...files, ...(await checkAgreement(world))];
}

/** The same again, unless that was refused with something else to type. */
function nextLine({ line, err }: Result, verb: Verb, typed: readonly string[]): string {
  const advised = [...err.matchAll(/ctl ((?:rollout (?:resume|retry)|deploy|adopt|pull|unlock)(?: [\w./=-]+)*)/g)].map(
    ([, found = '']) => found,
  );
  const [next] = advised.filter((one) => !typed.includes(withYes(one)) && !line.startsWith(one));
  const isSame = line === verb.line || line === `${verb.line} -o json`;
  return isSame && next !== undefined && typed.length > 0 ? withYes(next) : verb.line;
}

const withYes = (line: string): string => {
  const words = line.split(' ');
  const end = words.findIndex(
    (word, index) => index > 0 && /^(finishes|continues|goes|puts|writes|works|shows)$/.test(word),
  );
  const whole = (end === -1 ? words : words.slice(0, end)).join(' ');
  return /^(deploy|unlock)/.test(whole) ? `${whole} --yes` : whole;
};
