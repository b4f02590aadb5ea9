// Makes notes of ctl say that the process that wrote them has ended, as every process of ctl has by the time that the next one runs.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The id of a process that has ended. */
const { pid: ENDED } = spawnSync('true');

const ended = (text: string): string => text.replaceAll(`"pid":${process.pid},`, `"pid":${ENDED},`);

/** Changes the notes in `.teal/` below a root, and the objects in S3. */
export function endProcess(root: string, objects: Map<string, Buffer>): void {
  const folder = join(root, '.teal');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (!name.includes('.json') || !statSync(file).isFile()) continue;
    const text = readFileSync(file, 'utf8');
    if (ended(text) !== text) writeFileSync(file, ended(text));
  }
  for (const [name, object] of objects) {
    if (name.endsWith('.json')) objects.set(name, Buffer.from(ended(object.toString())));
  }
}
