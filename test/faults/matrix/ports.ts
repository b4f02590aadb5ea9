// The ports of ctl: what it calls to reach anything outside of itself. They are read from the source, so that a new one is known.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const repository = join(__dirname, '../../..');

/** Rooms that need the outside: each exported function of theirs that returns a promise is a port method of its own. */
const ROOMS = /^controller\/(aws|hooks|lock|metrics|notify|rollout-store|store|terraform)\//;

/** By interface: the functions that make it. */
const MAKERS: Readonly<Record<string, readonly string[]>> = {
  Router: ['controller/aws/router.ts#createRouter'],
  Elbv2: ['controller/aws/elbv2.ts#openElbv2'],
  TargetGroups: ['controller/aws/elbv2-targets.ts#openTargetGroups'],
  Lambda: ['controller/aws/lambda.ts#openLambda'],
  Functions: ['controller/aws/deployed-functions.ts#createFunctions'],
  LiveRules: ['controller/aws/live-rules.ts#openLiveRules'],
  CloudWatch: ['controller/aws/cloudwatch.ts#openCloudWatch'],
  KeptPackages: ['controller/aws/kept-packages.ts#openKeptPackages'],
  SharedStore: [
    'controller/store/index.ts#openSharedStore',
    'controller/store/index.ts#openCheckoutStore',
    'controller/aws/s3-store.ts#openS3Store',
  ],
  Generations: ['controller/store/generations.ts#generations'],
  Journal: ['controller/store/journal.ts#openJournal'],
  RolloutStore: ['controller/rollout-store/store.ts#openRolloutStore'],
  HeldLock: ['controller/lock/acquire.ts#acquireIn'],
  Lock: ['controller/lock/index.ts#acquireLock'],
  MetricsSource: ['controller/metrics/index.ts#openMetrics'],
  RolloutPorts: ['controller/rollout/adapters.ts#createPorts'],
  Applier: ['controller/change/appliers/terraform.ts#routingApplier', 'controller/change/appliers/live.ts#liveApplier'],
  PreparedChange: [
    'controller/change/appliers/live.ts#liveApplier.prepare',
    'controller/change/appliers/terraform.ts#routingApplier.prepare',
  ],
};

/** Interfaces with promises that are no ports, and why. */
const NO_PORTS: Readonly<Record<string, string>> = {
  ChangeRequest: 'what a verb gives the pipeline: its steps call ports',
  Mending: 'what a verb gives the check of versions',
  Execution: 'holds the method of a lock',
  Step: 'holds the method of a lock',
  RollbackRequest: 'holds a signal of the terminal',
  FormerHolder: 'holds how a rollback corrects the rules',
  Spec: 'a verb itself',
  Io: 'the terminal',
  Context: 'sleeping, and running ctl in this process; its fetch fails at the wire',
  Load: 'the users of a drill',
  TestEnvironment: 'the sandbox of a drill, in this process',
};

/** A port method, and its names in a run: by the function that made the object. */
export interface PortMethod {
  readonly port: string;
  readonly method: string;
  readonly names: readonly string[];
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(repository, file), 'utf8'), ts.ScriptTarget.Latest, true);

const sources: readonly string[] = [
  'routing/router.ts',
  ...readdirSync(join(repository, 'controller'), { recursive: true, encoding: 'utf8' }).map(
    (file) => `controller/${file}`,
  ),
].filter((file) => file.endsWith('.ts'));

/** The modules whose calls are watched. */
export const MODULES: readonly string[] = [
  ...new Set([
    ...sources.filter((file) => ROOMS.test(file) && !/\/sdk-/.test(file)),
    ...Object.values(MAKERS).flatMap((makers) => makers.map((maker) => maker.replace(/#.*/, ''))),
  ]),
];

/** The methods of an interface whose results are promises, or all of `Generations`, which are files. */
function methodsOf(declared: ts.InterfaceDeclaration): string[] {
  return declared.members.flatMap((member) => {
    const { type } = member as ts.MethodSignature | ts.PropertySignature;
    const result = ts.isPropertySignature(member) && type && ts.isFunctionTypeNode(type) ? type.type : type;
    const isMethod = ts.isMethodSignature(member) || (type !== undefined && ts.isFunctionTypeNode(type));
    const isPort =
      declared.name.text === 'Generations' || /Promise<|AsyncGenerator|AsyncIterable/.test(result?.getText() ?? '');
    return isMethod && isPort && member.name ? [member.name.getText()] : [];
  });
}

/** Every exported interface with such methods, by its name. */
export const interfaces = (): ReadonlyMap<string, readonly string[]> =>
  new Map(
    sources.flatMap((file) =>
      parse(file)
        .statements.filter(ts.isInterfaceDeclaration)
        .map((one): [string, string[]] => [one.name.text, methodsOf(one)])
        .filter(([, methods]) => methods.length > 0),
    ),
  );

/** The exported functions of the rooms that return a promise, but for those that make a port without a call. */
function functionsOf(file: string): string[] {
  return parse(file).statements.flatMap((one) => {
    const isExported =
      ts.canHaveModifiers(one) && ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isFunctionDeclaration(one)) return isPromise(one.type) && one.name ? [one.name.text] : [];
    if (!ts.isVariableStatement(one)) return [];
    return one.declarationList.declarations.flatMap(({ name, initializer }) =>
      initializer && ts.isArrowFunction(initializer) && isPromise(initializer.type) ? [name.getText()] : [],
    );
  });
}

const isPromise = (type: ts.TypeNode | undefined): boolean => /^(Promise|AsyncGenerator)</.test(type?.getText() ?? '');

/** Interfaces that are neither known as ports nor as none; empty unless one was added. */
export const unknownInterfaces = (): string[] =>
  [...interfaces().keys()].filter((name) => MAKERS[name] === undefined && NO_PORTS[name] === undefined);

/** Every port method. */
export function portMethods(): PortMethod[] {
  const made = [...interfaces()].flatMap(([port, methods]) =>
    methods.map((method) => ({ port, method, names: (MAKERS[port] ?? []).map((maker) => `${maker}.${method}`) })),
  );
  const rooms = sources.filter((file) => ROOMS.test(file));
  const functions = rooms.flatMap((file) =>
    functionsOf(file).map((method) => ({ port: file, method, names: [`${file}#${method}`] })),
  );
  return [...made.filter(({ port }) => MAKERS[port] !== undefined), ...functions];
}

/** Port methods that have no rows, and why. */
export const NO_ROWS: Readonly<Record<string, string>> = {};

/** Names in the tables above of which there is no interface any more. */
export const unusedNames = (): string[] =>
  [...Object.keys(MAKERS), ...Object.keys(NO_PORTS)].filter((name) => !interfaces().has(name));
