// Makes a row of the matrix and checks what must hold afterwards; then types what the messages say, until all is as without the fault.
import { checkAgreement, checkOutput, checkStatus, checkUsers, environmentOf, readFiles } from './invariants';
import { enter } from './prepare';
import type { Prepared } from './prepare';
import { describeRow } from './rows';
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

/** Seconds that a call waits that is never answered, and how many where the machine was too slow for the others. */
const PATIENCE = 1;
const MORE_PATIENCE = 15;

/** Makes a row; returns what is wrong afterwards. */
export async function make(prepared: Prepared, row: Row): Promise<string[]> {
  const wrong = await attempt(prepared, row, PATIENCE);
  return wrong.length > 0 && row.fault === 'time-out' ? attempt(prepared, row, MORE_PATIENCE) : wrong;
}

/** Makes a row once. What cannot be read afterwards, such as a document that is no JSON, is wrong too. */
async function attempt(prepared: Prepared, row: Row, patience: number): Promise<string[]> {
  try {
    return (await judge(prepared, row, patience)).map((problem) => `${describeRow(row)}: ${problem}`);
  } catch (error) {
    return [`${describeRow(row)}: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

async function judge(prepared: Prepared, row: Row, patience: number): Promise<string[]> {
  const { stage, verb } = prepared;
  const { world } = stage;
  const { kind, name, occurrence } = row.point;
  await enter(stage, verb);
  const before = environmentOf(world);
  const strike: Strike = { kind, name, occurrence, fault: row.fault, lasts: !ONCE.includes(row.fault), patience };
  const result = await world.run(`${verb.line} -o json`, strike);
  const problems = [
    ...(result.run.struck === 0 ? ['the point was not reached'] : []),
    ...checkOutput(result),
    ...(await checkUsers(world, verb, before)),
    ...(result.run.undo.length > 0 ? [] : await checkStatus(world)),
  ];
  for (const undo of result.run.undo) undo();
  const recovered = verb.looks ? [] : await recover(prepared, result);
  return [...problems, ...recovered].map((problem) => `${problem}\n    ${result.err.replaceAll('\n', '\n    ')}`);
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
    if (wrong.length === 0) return checkUsers(world, verb, environmentOf(world));
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
