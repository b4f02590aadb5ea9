// Which module may import which: rules made from the floors in bin/floors.json, and what a few rooms must not know.
// Imports of types and import() count like any other.
const floors = require('./bin/floors.json').map(({ rooms }) => rooms);

const inside = (...rooms) => `^(${rooms.join('|')})/`;
const packages = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** A file in a room of the floors, or in one that may import every room. */
const ANY_ROOM = inside(...floors.flat(), 'bin', 'bench', 'test');
/** A file that is in no folder. */
const TOP = '^[^/]+$';
const PACKAGE = '^package\\.json$';
/** What `ctl` starts with. */
const CTL = '^controller/cli/main\\.ts$';
const BUILTINS_OF_PURE_ROOMS = '^(crypto|util)$';
/** The modules of environments/ that read and write. Its index exports them. */
const READ_AND_WRITE =
  '^environments/(drafts|files|load|missing-packages|neighbours|package|versions/(at-synthesis|load)|write|zip-folder)\\.ts$';
const TYPES = ['type-only', 'type-import'];
const CDKTF = packages('cdktf', '@cdktf', 'constructs');
const SDK = packages('@aws-sdk', '@smithy');

/** What each floor may import: its own room, and every room below. */
const floorRules = floors.map((rooms, floor) =>
  forbid(
    'down-only',
    'A room imports only rooms of lower floors, and none of its own floor: see bin/floors.json.',
    { path: inside(...rooms) },
    { dependencyTypes: ['local'], pathNot: [inside('$1', ...floors.slice(0, floor).flat()), PACKAGE] },
  ),
);

module.exports = {
  forbidden: [
    ...floorRules,
    forbid(
      'known-room',
      'A module is in a room that has its floor in bin/floors.json, or in bin/, bench/ or test/, which may import every room.',
      {},
      {
        dependencyTypes: ['local'],
        pathNot: [ANY_ROOM, PACKAGE],
      },
    ),
    forbid(
      'in-a-room',
      'A module that imports something is in a room too; at the top there are main.ts and configuration.',
      { pathNot: [ANY_ROOM, TOP] },
      {},
    ),
    forbid(
      'main-makes-stacks',
      'main.ts only loads environments and makes their stacks.',
      { path: '^main\\.ts$' },
      { dependencyTypes: ['local'], pathNot: inside('environments', 'stacks') },
    ),
    forbid(
      'declared',
      'What runs imports only packages that package.json lists as dependencies.',
      { path: [inside(...floors.flat()), '^main\\.ts$'] },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        dependencyTypesNot: TYPES,
      },
    ),
    forbid('no-circle', 'Two modules that need each other are one, or need a third.', {}, { circular: true }),
    forbid(
      'no-orphan',
      'Nothing that is run imports this module, directly or not: it can go.',
      { path: ['^main\\.ts$', '^(bin|bench)/', CTL] },
      { path: inside(...floors.flat()), pathNot: [CTL, '^sandbox/runtime/', '^console/'], reachable: false },
    ),
    forbid(
      'routing-is-pure',
      'routing/ has no I/O and parses nothing.',
      { path: inside('routing') },
      { pathNot: [inside('routing'), BUILTINS_OF_PURE_ROOMS, packages('ip-address')] },
    ),
    forbid(
      'release-is-pure',
      'controller/release/ has no I/O and no library: it decides on data.',
      { path: inside('controller/release') },
      { pathNot: [inside('controller/release', 'routing', 'environments'), BUILTINS_OF_PURE_ROOMS] },
    ),
    forbid(
      'release-reads-no-file',
      'controller/release/ takes only types from the modules of environments/ that read and write.',
      { path: inside('controller/release') },
      { path: [READ_AND_WRITE, '^environments/index\\.ts$'], dependencyTypesNot: TYPES },
    ),
    forbid(
      'environments-are-pure',
      'The schema, its rules and edits are pure; only the modules that read and write do I/O.',
      { path: inside('environments'), pathNot: READ_AND_WRITE },
      { dependencyTypes: ['core'], pathNot: BUILTINS_OF_PURE_ROOMS },
    ),
    forbid(
      'environments-read-at-the-edge',
      'A pure module of environments/ does not import one that reads or writes; its index exports both.',
      { path: inside('environments'), pathNot: [READ_AND_WRITE, '^environments/index\\.ts$'] },
      { path: READ_AND_WRITE, dependencyTypesNot: TYPES },
    ),
    forbid('cdktf-in-stacks', 'cdktf stays in stacks/.', { pathNot: inside('stacks') }, { path: CDKTF }),
    forbid(
      'stacks-at-run-time',
      'cdktf takes a second to load: controller/terraform/ alone loads stacks/, with import().',
      { path: inside('controller') },
      { path: inside('stacks'), dependencyTypesNot: [...TYPES, 'dynamic-import'] },
    ),
    forbid(
      'stacks-by-terraform',
      'Only controller/terraform/ knows stacks/.',
      { path: inside('controller'), pathNot: inside('controller/terraform') },
      { path: inside('stacks') },
    ),
    forbid(
      'sdk-in-aws',
      'The AWS SDK stays in controller/aws/; the sandbox calls AWS where it follows an environment, and has its types elsewhere.',
      { pathNot: inside('controller/aws', 'sandbox', 'bench', 'test') },
      { path: SDK },
    ),
    forbid(
      'sdk-in-sandbox',
      'The sandbox calls AWS only where it follows an environment.',
      { path: inside('sandbox'), pathNot: inside('sandbox/follow') },
      { path: SDK, dependencyTypesNot: TYPES },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/tsconfig.json` },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdktf\\.out|coverage|examples|\\.[^./][^/]*)/|^test/.*/fixtures/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
