// Versions as a table, those that run first, each reason on a line of its own. Pure.
import type { ListedVersion, VersionList } from '../inspect/versions';
import { onOneLine, printable } from '../core/printable';
import type { Style } from '../core/style';
import { withLocalTimes } from '../core/time';
import { renderRows } from './table';

const HEAD = ['service', 'version', 'runs on', 'code', 'staged', 'by'];

/** The lines of a list of versions. */
export function renderVersions({ environment, unreachable, versions }: VersionList, style: Style): string[] {
  if (versions.length === 0) return [`${environment} has no versions yet; the first change of it records what runs`];
  const { head, rows, indent } = renderRows(HEAD, versions.map(row), style);
  return [
    ...head,
    ...rows.flatMap((lines, index) => {
      const reason = versions[index]?.reason;
      return [...lines, ...(reason ? [`${indent}reason: ${onOneLine(reason)}`] : [])];
    }),
    ...(unreachable === null
      ? []
      : [style.yellow(`By the file, since the live rules are unknown: ${printable(unreachable)}`)]),
  ];
}

const row = (one: ListedVersion): string[] => [
  one.service,
  one.id,
  one.on ? `${one.on.color}, ${one.on.serves ? `${one.on.share} %` : 'no traffic'}` : '-',
  onOneLine(describeCode(one.code)),
  withLocalTimes(onOneLine(one.at)),
  onOneLine(one.by),
];

/** The name of the code in the file, and the beginning of its hash, which tells apart what was built under one name. */
function describeCode(code: ListedVersion['code']): string {
  const name = code.source || nameOf(code);
  const hash = hashOf(code)?.slice(0, 7);
  return hash === undefined || name.includes(hash) ? name : `${name} ${hash}`;
}

/** The name of code that the file did not name: it ran before there were versions. */
function nameOf(code: ListedVersion['code']): string {
  if (code.kind === 'image') return code.uri;
  return code.kind === 'zip' ? 'zip' : `s3://${code.bucket}/${code.key}`;
}

/** The hash of a package, the digest of an image, the version of an object; undefined where there is none. */
function hashOf(code: ListedVersion['code']): string | undefined {
  if (code.kind === 'zip') return code.sha256;
  return code.kind === 'image' ? /@sha256:(.+)$/.exec(code.uri)?.[1] : code.object_version;
}
