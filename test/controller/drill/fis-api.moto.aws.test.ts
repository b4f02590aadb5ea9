// The templates of experiments, accepted by the API of AWS FIS in moto and the aws command.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FAULTS } from '../../../controller/drill/fault-names';
import { startMoto } from '../../helpers/moto';
import { templateOf } from './fis-template';

describe('the API of AWS FIS, in moto and the aws command', () => {
  it('accepts the template of every fault that has an action', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'teal-fis-'));
    const moto = await startMoto();
    try {
      for (const kind of FAULTS.filter((one) => one !== 'crash')) {
        const file = join(folder, `${kind}.json`);
        writeFileSync(file, JSON.stringify(templateOf(kind)));
        const args = ['fis', 'create-experiment-template', '--cli-input-json', `file://${file}`];
        const { status, stdout, stderr } = spawnSync('aws', ['--endpoint-url', moto.url, '--output', 'json', ...args], {
          encoding: 'utf8',
          env: { ...process.env, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_DEFAULT_REGION: 'us-east-1' },
        });
        expect([kind, status, stderr]).toEqual([kind, 0, '']);
        expect(JSON.parse(stdout)).toMatchObject({ experimentTemplate: { actions: templateOf(kind).actions } });
      }
    } finally {
      await moto.stop();
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});
