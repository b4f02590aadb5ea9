// Versions as a table, those that run first, each reason on a line of its own. Pure.
import type { ListedVersion, VersionList } from '../inspect/versions';
import { onOneLine, printable } from '../core/printable';
import type { Style } from '../core/style';
import { renderRows } from './table';

const HEAD = ['service', 'version', 'runs on', 'code', 'staged', 'by'];

/** The lines of a list of versions. */
export function renderVersions({ environment, unreachable, versions }: VersionList, style: Style): string[] {
  if (versions.length === 0) return [`${environment} has no versions yet; the first change of it records what runs`];
  const [head = [], ...rows] = renderRows(HEAD, versions.map(row), style);
  return [
    ...head,
    ...rows.flatMap((lines, index) => {
      const reason = versions[index]?.reason;
      return [...lines, ...(reason ? [`     reason: ${onOneLine(reason)}`] : [])];
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
  onOneLine(one.code.source || describeCode(one)),
  onOneLine(one.at).slice(0, 16).replace('T', ' '),
  onOneLine(one.by),
];

const describeCode = ({ code }: ListedVersion): string =>
  code.kind === 'image'
    ? code.uri
    : code.kind === 'zip'
      ? `zip ${code.sha256.slice(0, 12)}`
      : `s3://${code.bucket}/${code.key}`;
