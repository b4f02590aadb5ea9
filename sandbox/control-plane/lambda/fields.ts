// The fields that each Lambda action of the sandbox acts on: of the body, the query and the headers.
import type { Fields } from '../fields';

const SETTINGS: Fields = [
  'Role',
  'Handler',
  'Runtime',
  'Description',
  'Timeout',
  'MemorySize',
  'EphemeralStorage.Size',
  'Environment.Variables.*',
  'LoggingConfig.LogFormat=Text',
  'SnapStart.ApplyOn=None',
  'TracingConfig.Mode=PassThrough',
];

const PAGE: Fields = ['Marker', 'MaxItems'];

/** By action. */
export const LAMBDA_FIELDS = {
  AddPermission: ['StatementId', 'Action', 'Principal', 'SourceArn', 'Qualifier', 'RevisionId'],
  CreateAlias: ['Name', 'FunctionVersion', 'Description'],
  CreateFunction: [
    'FunctionName',
    'Code.ZipFile',
    'Architectures[]',
    'PackageType=Zip',
    'Publish',
    'Tags.*',
    ...SETTINGS,
  ],
  DeleteAlias: [],
  DeleteFunction: [],
  DeleteFunctionConcurrency: [],
  GetAlias: [],
  GetFunction: ['Qualifier'],
  GetFunctionCodeSigningConfig: [],
  GetFunctionConcurrency: [],
  GetFunctionConfiguration: ['Qualifier'],
  GetPolicy: ['Qualifier'],
  Invoke: ['InvocationType', 'LogType=None', 'Qualifier'],
  ListAliases: ['FunctionVersion', ...PAGE],
  ListFunctions: ['FunctionVersion=ALL', ...PAGE],
  ListTags: [],
  ListVersionsByFunction: PAGE,
  PublishVersion: ['CodeSha256', 'Description', 'RevisionId'],
  PutFunctionConcurrency: ['ReservedConcurrentExecutions'],
  RemovePermission: ['Qualifier', 'RevisionId'],
  TagResource: ['Tags.*'],
  UntagResource: ['TagKeys[]'],
  UpdateAlias: ['FunctionVersion', 'Description', 'RevisionId'],
  UpdateFunctionCode: ['ZipFile', 'Architectures[]', 'DryRun', 'Publish', 'RevisionId'],
  UpdateFunctionConfiguration: ['RevisionId', ...SETTINGS],
} as const satisfies Readonly<Record<string, Fields>>;
