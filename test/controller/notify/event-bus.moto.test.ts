// A notification on an event bus, as EventBridge in moto matches it against rules.
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeArchiveCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { notify } from '../../../controller/notify';
import type { ReleaseEvent } from '../../../controller/notify';
import { testContext } from '../../contract/context';
import { startMoto } from '../../helpers/moto';
import type { Moto } from '../../helpers/moto';
import { environmentOf } from '../aws/environment';

const EVENT: ReleaseEvent = {
  schemaVersion: 1,
  environment: 'prod',
  services: ['web', 'api'],
  kind: 'rolled-back',
  weight: 25,
  reason: '5xx <7 %> & rising',
  rollout: 'r-1',
  by: 'alice',
  time: '2030-01-02T03:04:05.000Z',
};

describe('an event bus', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto.stop());

  it('gets an event that a rule selects by its source and detail-type', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new EventBridgeClient({ endpoint: moto.url, region: 'us-east-1', credentials });
    const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'releases' }));
    const archive = (ArchiveName: string, pattern: object) =>
      client.send(
        new CreateArchiveCommand({ ArchiveName, EventSourceArn: EventBusArn, EventPattern: JSON.stringify(pattern) }),
      );
    const ours = { source: ['teal'], 'detail-type': ['Release State Change'] };
    await archive('rolled-back', { ...ours, detail: { kind: ['rolled-back'], environment: ['prod'] } });
    await archive('settled', { ...ours, detail: { kind: ['settled'] } });
    const environment = environmentOf({ emulator_endpoint: moto.url });
    const bus = EventBusArn ?? '';
    const targets = [{ event_bus: bus }, { event_bus: 'gone' }];
    const warnings = await notify(testContext('/nowhere', { env: {} }), environment, targets, EVENT);
    expect(warnings).toEqual([expect.stringMatching(/^the event bus gone did not get .*events:PutEvents/)]);
    const count = async (ArchiveName: string) =>
      (await client.send(new DescribeArchiveCommand({ ArchiveName }))).EventCount;
    expect([await count('rolled-back'), await count('settled')]).toEqual([1, 0]);
  });
});
