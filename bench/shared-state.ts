// Measures what a shared state costs: status with the journal in S3, its calls, and a history of ten thousand revisions.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { makeListener } from '../test/helpers/listener';
import { startMoto } from '../test/helpers/moto';
import { CTL, createAwsProject } from './environments';
import { createCount, createFigures } from './figure';
import type { Figure } from './figure';
import { execute, executeInBackground, measureInTurns } from './measure';
import { startCounter } from './relay';
import { makeTargetGroups, moveTo } from './split';

const ROUNDS = 10;
const REVISIONS = 10_000;
const BUCKET = 'acme-state';

/** Measures whole processes on an emulator of AWS. */
export async function measureSharedState(): Promise<Figure[]> {
  const moto = await startMoto();
  const counter = await startCounter(moto.url);
  const listener = await makeListener(moto.url);
  const local = createAwsProject(1, moto.url, listener);
  const state = `state: { bucket: ${BUCKET} }\n`;
  const shared = createAwsProject(1, moto.url, listener, state);
  const counted = createAwsProject(1, counter.url, listener, state);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({ endpoint: moto.url, region: 'us-east-1', credentials, forcePathStyle: true });
  try {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await makeTargetGroups(local);
    await moveTo(local, 0);
    const env = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_DEFAULT_REGION: 'us-east-1' };
    const args = [
      '--endpoint-url',
      moto.url,
      '--output',
      'json',
      'elbv2',
      'describe-rules',
      '--listener-arn',
      listener,
    ];
    shared.ctl('status');
    const times = await measureInTurns(
      {
        'node -e 0': { run: () => execute(process.execPath, ['-e', '0']) },
        'ctl status, state in files': { run: () => local.ctl('status') },
        'ctl status, state in S3': { run: () => shared.ctl('status') },
        'aws elbv2 describe-rules': { run: () => execute('aws', args, local.root, env) },
      },
      ROUNDS,
    );
    await executeInBackground(process.execPath, [CTL, 'status', '--root', counted.root]);
    const calls = [...counter.counts];
    writeRevisions(local.root);
    const history = await measureInTurns(
      {
        'the last 20': { run: () => local.ctl('history') },
        all: { run: () => local.ctl('history', '-o', 'json', '--limit', String(REVISIONS)) },
      },
      5,
    );
    return [
      ...createFigures('ctl status, on an emulator of AWS', times),
      ...calls.map(([service, count]) =>
        createCount('Calls of ctl status with its state in S3', service, count, { unit: 'requests' }),
      ),
      ...createFigures(`ctl history of ${REVISIONS.toLocaleString('en-US')} revisions, in files`, history),
    ];
  } finally {
    local.remove();
    shared.remove();
    counted.remove();
    await counter.close();
    await moto.stop();
  }
}

function writeRevisions(root: string): void {
  const folder = join(root, '.teal/journal/bench1');
  mkdirSync(folder, { recursive: true });
  const entry = { schemaVersion: 1, who: 'ada', verb: 'shift', service: 's0', from: null, to: null, reason: null };
  for (let index = 0; index < REVISIONS; index++) {
    const time = new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60_000).toISOString();
    const text = JSON.stringify({ ...entry, id: `entry ${index}`, time, via: 'live', result: 'done' });
    writeFileSync(join(folder, `${String(index + 1).padStart(9, '0')}.json`), text);
  }
}
