// The steps of the demo's release, and what clients must see after each.

/** The service that is released. */
export const SERVICE = 'hello-node';

/** A step: the command, and the percentage of v1, v2 and v3 that everyone and the whitelisted client must see after it. */
export interface Step {
  readonly title: string;
  readonly command: readonly string[];
  readonly everyone: Readonly<Record<string, number>>;
  readonly whitelisted: Readonly<Record<string, number>>;
}

export const only = (version: string): Record<string, number> => ({ [version]: 100 });
const split = (green: number): Record<string, number> => ({ v1: 100 - green, v2: green });
const candidate = (version: string): string[] => [
  'stage',
  SERVICE,
  '--package',
  `examples/hello-node/${version}`,
  '--yes',
];

/** The steps of the release; `tester` is the address that is whitelisted. */
export const stepsFor = (tester: string): readonly Step[] => [
  { title: 'v2 staged on green', command: candidate('v2'), everyone: only('v1'), whitelisted: only('v1') },
  {
    title: 'canary by IP',
    command: ['canary', SERVICE, '--ip', tester],
    everyone: only('v1'),
    whitelisted: only('v2'),
  },
  {
    title: '10 % on green',
    command: ['shift', SERVICE, '--green', '10'],
    everyone: split(10),
    whitelisted: only('v2'),
  },
  {
    title: '50 % on green',
    command: ['shift', SERVICE, '--green', '50'],
    everyone: split(50),
    whitelisted: only('v2'),
  },
  { title: '100 % on green', command: ['promote', SERVICE], everyone: only('v2'), whitelisted: only('v2') },
  { title: 'instant rollback', command: ['rollback', SERVICE], everyone: only('v1'), whitelisted: only('v1') },
  { title: 'promoted again', command: ['promote', SERVICE], everyone: only('v2'), whitelisted: only('v2') },
  { title: 'settled on green', command: ['settle', SERVICE], everyone: only('v2'), whitelisted: only('v2') },
  {
    title: 'a setting staged on blue: the same code with more memory',
    command: ['stage', SERVICE, '--set', 'memory_size=1024', '--yes'],
    everyone: only('v2'),
    whitelisted: only('v2'),
  },
  { title: '50 % on blue', command: ['shift', SERVICE, '--blue', '50'], everyone: only('v2'), whitelisted: only('v2') },
  { title: '100 % on blue', command: ['promote', SERVICE], everyone: only('v2'), whitelisted: only('v2') },
  { title: 'settled on blue', command: ['settle', SERVICE], everyone: only('v2'), whitelisted: only('v2') },
  { title: 'v3 staged on green', command: candidate('v3'), everyone: only('v2'), whitelisted: only('v2') },
];
