// Every user error: its stable code, the exit code that follows from it, its meaning, and what to do.
// docs/errors.md is generated from this list.

/** Exit codes of ctl. 130 is an interrupted run, 1 everything without its own exit code. */
export const EXIT = {
  ok: 0,
  failure: 1,
  input: 2,
  refused: 3,
  drift: 4,
  check: 5,
  paused: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

type Entry = readonly [exit: keyof typeof EXIT, meaning: string, action: string];

/** Exit, meaning and action of each code. A code never changes its meaning; a new kind of error gets a new code. */
const ENTRIES = {
  USAGE: [
    'input',
    'An argument is missing, unknown, contradictory, or has a value that its option does not take.',
    'Follow the hint; `ctl VERB --help` shows every option.',
  ],
  CONFIRMATION_REQUIRED: ['input', 'The verb asks before it continues, and there is no terminal.', 'Give `--yes`.'],
  ENVIRONMENT_FILE_INVALID: [
    'input',
    'An environment file cannot be read, or breaks a rule. Every problem is listed with file and line.',
    'Correct the file, then check it with `ctl validate`.',
  ],
  CLAIMED_TWICE: [
    'input',
    'Two environment files of the checkout claim the same: a name, a stack, a family, a load balancer, or priorities on one listener.',
    'Change one of the two, as the hint says. `ctl rollback` works meanwhile.',
  ],
  VERSIONS_FILE_INVALID: [
    'input',
    'The versions file of an environment cannot be used: not YAML, a merge conflict, another format, or edited by hand.',
    'Restore it with git, or with `ctl pull`. `ctl rollback` works meanwhile.',
  ],
  ENVIRONMENT_NOT_FOUND: ['input', 'There is no environment file of that name, or none at all.', 'Name one with `-e`.'],
  ENVIRONMENT_AMBIGUOUS: ['input', 'There are several environments and none was named.', 'Name one with `-e`.'],
  SERVICE_NOT_FOUND: ['input', 'The environment has no service of that name.', 'Name one that the message lists.'],
  SERVICE_AMBIGUOUS: ['input', 'Several services are possible and none was named.', 'Name one, or give `--all`.'],
  VERSION_NOT_FOUND: ['input', 'The service has no version of that id.', 'Name one that `ctl versions` lists.'],
  EDIT_INVALID: [
    'input',
    'The change that the verb would make breaks a rule of the environment file, or its package cannot be used. Nothing was written.',
    'Follow the hint, and choose another value.',
  ],
  TARGET_UNSUPPORTED: [
    'input',
    'The verb or option does not apply to this kind of environment (`target: aws` or `target: sandbox`).',
    'Name an environment of the other kind, or leave the option out.',
  ],
  VARIABLE_INVALID: [
    'input',
    'An environment variable of the process is missing, or its value cannot be used.',
    'Follow the hint to set it.',
  ],
  LISTENER_AMBIGUOUS: [
    'input',
    'The load balancer has no listener, or several, that could serve the environment.',
    'Name it: `load_balancer: { existing: { listener_arn: … } }`.',
  ],
  CODE_NOT_RUNNABLE: [
    'input',
    'The sandbox cannot run this code: a container image, a package in S3, or an unknown runtime.',
    'Name a folder or a zip file, and a runtime that Lambda has.',
  ],
  IMAGE_NOT_FOUND: [
    'input',
    'An image is not in its repository in ECR, or there is no such repository. Nothing was changed.',
    'Push it, or name an image that is there, best by its digest.',
  ],
  PACKAGE_NOT_FOUND: [
    'input',
    'A package is not in its bucket in S3, or the bucket does not exist in the region. Nothing was changed.',
    'Upload it, or correct its address.',
  ],
  ALARM_ON: [
    'refused',
    'An alarm that the rollout listens to is on before the candidate has any traffic.',
    'Start the rollout when it is off again.',
  ],
  ALARM_NOT_FOUND: ['input', 'An alarm that the rollout must watch does not exist.', 'Correct its name, or deploy it.'],
  METRIC_UNUSABLE: [
    'refused',
    'A metric under `rollout.metrics.custom` has no data, has values that are no counts, or comes every five minutes.',
    'Correct it, or set `dry_run: true` or `no_data: pass` there.',
  ],
  REVISION_NOT_FOUND: ['input', 'The journal has no such revision.', '`ctl history` lists them.'],
  ROLLOUT_NOT_FOUND: ['input', 'No rollout matches the service or the id.', '`ctl rollout status` lists them.'],
  ROLLOUT_AMBIGUOUS: ['input', 'Several rollouts match.', 'Name a service or an id.'],
  CANDIDATE_WITHOUT_CODE: ['refused', 'The candidate has no code of its own yet.', '`ctl stage` it first.'],
  CANDIDATE_IN_USE: [
    'refused',
    'The candidate gets traffic, so no other code can be staged on it.',
    'Take its traffic away with `ctl rollback`, or finish the release with `ctl promote`.',
  ],
  SERVES_TRAFFIC: [
    'refused',
    'The file asks for other code or settings on a color that has traffic, or something that serves would change with it.',
    'Stage it on the candidate with `ctl stage`, or give `--in-place SERVICE/COLOR` to `ctl deploy`.',
  ],
  CODE_REPLACED: [
    'refused',
    'The code that served in that revision is no longer staged.',
    'Stage it again, or roll back to the active color.',
  ],
  NO_CANARY_CLIENTS: ['refused', 'A canary needs addresses or a header.', 'Give `--ip` or `--me`.'],
  NOT_PROMOTED: ['refused', 'Only a promoted color can settle.', 'Promote it first, or roll back.'],
  SNAPSHOT_UNKNOWN: ['refused', 'The journal does not contain the routing of that revision.', 'Use `ctl rollback`.'],
  LIVE_NOT_EXPRESSIBLE: [
    'refused',
    'The live rules cannot be expressed in the environment file, so they cannot be adopted.',
    'Change those rules by hand, or deploy the file.',
  ],
  FROZEN: ['refused', 'A freeze is in force.', 'Wait, or give `--override-freeze` with `-m REASON`.'],
  REQUIREMENT_NOT_MET: [
    'refused',
    'The environment that this one requires has not run this code for long enough.',
    'Release it there first.',
  ],
  NOT_READY: [
    'refused',
    'The color cannot take traffic: a check failed, or its function fails when it is invoked.',
    '`ctl doctor` shows every check.',
  ],
  WRONG_ACCOUNT: ['refused', 'The credentials are for another AWS account.', 'Sign in to the right one.'],
  DECLINED: [
    'refused',
    'The answer to the question was no.',
    'Nothing to do: the message shows what was done until then.',
  ],
  FILE_CHANGED: ['refused', 'The environment file was edited during the command.', 'Run the same command again.'],
  PLAN_REFUSED: [
    'refused',
    'Terraform would change more than the verb may.',
    '`ctl plan` shows it; `ctl deploy` applies the edits.',
  ],
  CONSOLE_READ_ONLY: [
    'refused',
    'The console was started with --read-only, so that it changes nothing.',
    'Type the command yourself, or start the console without it.',
  ],
  LOCK_HELD: [
    'refused',
    'Another change of the environment is running, or ended where this machine cannot see it.',
    'Wait; `ctl rollback` continues at once. If it has ended: `ctl unlock`.',
  ],
  LOCK_LOST: [
    'refused',
    'Another process took over the lock, as a rollback does; this change stopped.',
    '`ctl status` shows where traffic is.',
  ],
  STATE_LOCKED: ['refused', 'Another process holds the lock of a Terraform state.', 'Wait until it ends.'],
  ROLLOUT_NOT_POSSIBLE: ['refused', 'A rollout cannot start from here.', 'Follow the hint, then start it.'],
  ROLLOUT_UNFINISHED: ['refused', 'A rollout of the service has not ended.', 'Resume it, or abort it.'],
  ROLLOUT_HELD: ['refused', 'Another process runs the rollout.', 'Watch it with `ctl rollout status --watch`.'],
  APPROVAL_NOT_PENDING: ['refused', 'The rollout does not wait for that approval.', 'See `ctl rollout status`.'],
  APPROVAL_EXPIRED: ['refused', 'The approval expired.', '`ctl rollout resume` applies `otherwise` of the file.'],
  DRIFT: [
    'drift',
    'The live rules differ from the environment file.',
    '`ctl drift` shows both; `ctl deploy` applies the file, `ctl adopt` keeps the live rules.',
  ],
  UNFINISHED: [
    'drift',
    'A change was cut off before the load balancer had it, and this verb would finish it without being asked to.',
    'Type the command that was cut off again, or `ctl rollback`.',
  ],
  VERSION_DRIFT: [
    'drift',
    'A color with traffic runs something that nobody staged: its alias was moved, or its code was updated by hand.',
    'Find out who did it; `ctl rollback` leads to the other color, `ctl deploy --in-place SERVICE/COLOR` puts the staged version back.',
  ],
  VERSION_UNPROVEN: [
    'check',
    'After an apply the version behind an alias is not the one in the versions file.',
    'Run the same command again.',
  ],
  PACKAGE_GONE: [
    'failure',
    'The stored copy of a package that a version runs is gone, so that the version cannot be built anew.',
    'Put the package back where it was built from, or restore the copy; `ctl rollback` works meanwhile.',
  ],
  STALE_CHECKOUT: [
    'drift',
    'Somebody else changed a service since this file of it. The change would have undone that.',
    '`git pull`, or `ctl pull`, which writes the newest revision into the file.',
  ],
  NOT_DEPLOYED: ['drift', 'The environment has no live rules yet.', '`ctl deploy` creates them.'],
  PRIORITY_TAKEN: ['drift', 'A foreign rule has the priority.', 'Choose another, or remove that rule.'],
  READ_BACK_DIFFERS: [
    'check',
    'The change was accepted, but the rules read back differ.',
    'Run the same command again.',
  ],
  HOOK_FAILED: ['check', 'A hook did not pass.', 'Correct what it names, then run the same command again.'],
  INTERRUPTED: ['interrupted', 'Ctrl-C or SIGTERM.', 'The message shows where traffic is and how to continue.'],
  CREDENTIALS: [
    'failure',
    'There are no usable AWS credentials, or they expired.',
    'Sign in again, or set AWS_PROFILE.',
  ],
  ACCESS_DENIED: ['failure', 'IAM denied a call.', 'Allow the action that it names; see `ctl iam-policy`.'],
  THROTTLED: [
    'failure',
    'AWS throttled the call after several attempts.',
    'Run the same command again in half a minute.',
  ],
  QUOTA_EXCEEDED: ['failure', 'An AWS quota is used up.', 'Remove what is unused, or have the quota raised.'],
  UNREACHABLE: ['failure', 'An endpoint does not answer.', 'Check the network and the region, or start the emulator.'],
  NOT_FOUND: ['failure', 'A resource does not exist.', 'Create it: `ctl deploy`.'],
  AWS_CALL_FAILED: ['failure', 'An AWS call failed for another reason.', 'Correct what it names.'],
  FUNCTION_UPDATE_FAILED: ['failure', 'The update of a function failed or takes too long.', 'Correct what it names.'],
  METRICS_UNAVAILABLE: ['failure', 'The metrics of a color cannot be read.', 'Follow the hint.'],
  SANDBOX_DOWN: ['failure', 'The sandbox of the environment does not run.', '`ctl sandbox up --detach`.'],
  SANDBOX_FAILED: ['failure', 'The sandbox did not start, stop, or answer as expected.', 'See its log, or restart it.'],
  TERRAFORM_UNUSABLE: ['failure', 'Terraform is missing or too old.', 'Install it, or set TERRAFORM_BINARY_NAME.'],
  TERRAFORM_FAILED: ['failure', 'Terraform failed.', 'Correct what it names, then run the same command again.'],
  STACK_NOT_INITIALISED: [
    'failure',
    'A stack was not initialised on this machine.',
    '`ctl plan --refresh` initialises it.',
  ],
  STORE_NOT_WRITABLE: ['failure', 'Locks or rollouts cannot be written.', 'Make the folder writable.'],
  STORE_UNSUITABLE: [
    'failure',
    'The bucket of the state does not support conditional writes.',
    'Keep the state in S3 itself.',
  ],
  STORE_BUSY: ['failure', 'Many processes write the same object at once.', 'Run the same command again.'],
  STORE_UNREADABLE: [
    'failure',
    'A stored lock, rollout or journal entry cannot be read, or was not written by ctl.',
    'Read it, and move it away; `ctl rollback` works meanwhile.',
  ],
  STORE_NEWER: ['failure', 'A stored text was written by a newer ctl.', 'Use that version of ctl.'],
  JOURNAL_DAMAGED: [
    'failure',
    'An entry of the journal is missing or incomplete, so that nobody can know what was changed last.',
    'Restore it, such as from an older version of the object; `ctl rollback` works meanwhile.',
  ],
  ROLLOUT_GONE: ['failure', 'The rollout is no longer stored.', '`ctl status` shows where traffic is.'],
  FILE_NOT_WRITTEN: [
    'failure',
    'Traffic is back, but the environment file could not be written: the next deployment may undo the rollback.',
    'Write the fields that the hint names into the file.',
  ],
  FILE_UNUSABLE: [
    'failure',
    'The operating system refused to read or write a file: permissions, a full disk, or a folder where a file belongs.',
    'Correct what the hint names, then run the same command again.',
  ],
  ADDRESS_UNKNOWN: ['failure', 'The public address of this machine could not be determined.', 'Give `--ip`.'],
  DRILL_FAILED: ['failure', 'A drill could not run.', '`ctl doctor` shows what is missing.'],
  BUG: ['failure', 'An error that ctl does not expect.', 'Report it with the lines that were printed.'],
} as const satisfies Readonly<Record<string, Entry>>;

export type ErrorCode = keyof typeof ENTRIES;

/** The meaning of a code. */
export interface ErrorMeaning {
  readonly code: ErrorCode;
  readonly exitCode: ExitCode;
  readonly meaning: string;
  readonly action: string;
}

/** The exit code that follows from an error's code. */
export const exitCodeOf = (code: ErrorCode): ExitCode => EXIT[ENTRIES[code][0]];

/** Every code with its meaning, in the order of the list. */
export const errorMeanings = (): readonly ErrorMeaning[] =>
  (Object.keys(ENTRIES) as ErrorCode[]).map((code) => {
    const [, meaning, action] = ENTRIES[code];
    return { code, exitCode: exitCodeOf(code), meaning, action };
  });
