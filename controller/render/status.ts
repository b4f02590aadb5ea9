// The status of an environment as a table, with details of each service below it. Pure.
import type { JournalEntry } from '../store/journal';
import type { ServiceStatus, Status } from '../inspect/status';
import { onOneLine, printable } from '../core/printable';
import type { Style } from '../core/style';
import { renderRows } from './table';

const HEAD = ['service', 'phase', 'active', 'asked b/g', 'live b/g', 'canary', 'code b/g', 'state'];

/** The lines of a status. */
export function renderStatus(status: Status, style: Style): string[] {
  return [
    ...renderServices(status, style),
    ...renderMissing(status, style),
    ...renderLock(status, style),
    ...renderCheckout(status, style),
    ...(status.unreachable ? [style.red(`The live rules are unknown: ${printable(status.unreachable)}`)] : []),
  ];
}

/** The table with the details below it; where the rows are blocks, the details of each service end its block. */
function renderServices(status: Status, style: Style): string[] {
  const { head, rows } = renderRows(HEAD, status.services.map(row(status)), style);
  const details = status.services.map((service) => renderDetails(service, style));
  if (head.length === 0) return rows.flatMap((lines, index) => [...lines, ...(details[index] ?? [])]);
  const titled = status.services.map(({ service }, index) => {
    const lines = details[index] ?? [];
    return lines.length > 0 ? [style.bold(service), ...lines] : [];
  });
  return [...head, ...rows.flat(), ...titled.flat()];
}

const row =
  (status: Status) =>
  (service: ServiceStatus): string[] => [
    service.service,
    service.phase,
    service.active,
    `${service.weights.blue}/${service.weights.green}`,
    service.live ? `${service.live.blue}/${service.live.green}` : '-',
    service.canary ? 'on' : 'off',
    `${service.staged.blue ?? service.versions.blue ?? '-'}/${service.staged.green ?? service.versions.green ?? '-'}`,
    stateOf(status, service),
  ];

function stateOf(status: Status, service: ServiceStatus): string {
  if (status.unreachable) return 'unknown';
  if (isMissing(service)) return 'not deployed';
  return service.drift.length > 0 || service.unstaged.length > 0 ? 'drift' : 'in sync';
}

/** Whether nothing of a service is live: neither its production rule nor a function. */
const isMissing = ({ live, drift, versions }: ServiceStatus): boolean =>
  drift.length > 0 && live === null && versions.blue === null && versions.green === null;

function renderMissing(status: Status, style: Style): string[] {
  const names = status.services.filter(isMissing).map((service) => service.service);
  if (status.unreachable || names.length === 0) return [];
  return [style.yellow(`Not deployed yet: ${names.join(', ')}; ctl deploy -e ${status.environment} creates them`)];
}

/** Whether a change is under way; of one whose process has ended, what to type. */
function renderLock({ environment, lock, lockUnreadable }: Status, style: Style): string[] {
  if (lockUnreadable !== null) return [style.red(`The lock cannot be read: ${printable(lockUnreadable)}`)];
  if (lock === null) return [];
  const { holder, life, unfinished, unfinishedTraffic: moving } = lock;
  if (life === 'running') return [style.yellow(`A change is running: ${holder}`)];
  if (life === 'elsewhere') {
    return [
      style.yellow(`A change is running, unless its process has ended, which cannot be seen from here: ${holder}`),
      `  ctl unlock -e ${environment} frees the lock if it has ended`,
    ];
  }
  const back = `, ctl rollback ${moving.length > 1 ? '--all' : moving.join('')} -e ${environment} takes it back`;
  return [
    style.yellow(`No change is running: the process of ${holder} has ended without releasing the lock`),
    unfinished.length > 0
      ? `  unfinished: ${unfinished.join(', ')}; the same command again finishes it${moving.length > 0 ? back : ''}`
      : `  the next change takes the lock over; ctl drift -e ${environment} compares what is live with the file`,
  ];
}

/** The services whose file is not the newest revision, and what to type. */
function renderCheckout({ environment, services, journalUnreadable }: Status, style: Style): string[] {
  if (journalUnreadable !== null) return [style.red(`The journal cannot be read: ${printable(journalUnreadable)}`)];
  const namesOf = (kind: ServiceStatus['checkout']): string =>
    services
      .filter((one) => one.checkout === kind)
      .map((one) => one.service)
      .join(', ');
  const stale = namesOf('stale');
  const edited = namesOf('edited');
  return [
    ...(stale
      ? [style.yellow(`Changed by somebody else since this file: ${stale}; git pull, or ctl pull -e ${environment}`)]
      : []),
    ...(edited
      ? [
          style.yellow(
            `Edited and not deployed: ${edited}; ctl plan -e ${environment} shows what a deployment makes of it`,
          ),
        ]
      : []),
  ];
}

function renderDetails(service: ServiceStatus, style: Style): string[] {
  const canary = service.canary ? [`  canary → ${service.candidate}: ${service.canaryIps.join(', ')}`] : [];
  const drift = (isMissing(service) ? [] : service.drift).map(
    (line) => `  ${style.yellow('drift')} ${onOneLine(line)}`,
  );
  const unstaged = service.unstaged.map((line) => `  ${style.red('not as staged')} ${onOneLine(line)}`);
  const unreleased = service.unreleased.map((line) => `  ${style.yellow(onOneLine(line))}`);
  const last = service.last ? [style.dim(`  last: ${describeEntry(service.last)}`)] : [];
  return [...canary, ...drift, ...unstaged, ...unreleased, ...renderRollback(service, style), ...last];
}

/** Whether a rollback would work; nothing where it was not checked. */
function renderRollback({ rollback: found }: ServiceStatus, style: Style): string[] {
  if (!found) return [];
  if (found.ready && !found.whole) return [];
  if (found.ready) return [style.dim(`  rollback → ${found.color}: would work now`)];
  return [`  ${style.red(`rollback → ${found.color}: would not work now`)}: ${found.faults.join('; ')}`];
}

function describeEntry(entry: JournalEntry): string {
  const to = entry.to ? ` → blue ${entry.to.weights.blue} %, green ${entry.to.weights.green} %` : '';
  const reason = entry.reason ? ` (${entry.reason})` : '';
  const result = entry.result === 'done' ? '' : `, ${entry.result}`;
  return onOneLine(`${entry.time} ${entry.who}: ${entry.verb}${to}${reason}${result}`);
}
