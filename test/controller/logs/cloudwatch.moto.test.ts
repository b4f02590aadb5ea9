// The logs of functions on AWS, from CloudWatch Logs in moto.
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLogSource } from '../../../controller/logs';
import { testContext } from '../../contract/context';
import { startMoto } from '../../helpers/moto';
import type { Moto } from '../../helpers/moto';
import { environmentOf } from '../aws/environment';

const GROUP = '/aws/lambda/prod-web-green';
const STREAM = '2030/01/02/[3]abcdef';
const ID = '0f1e2d3c-1111-2222-3333-444455556666';

let moto: Moto;
let client: CloudWatchLogsClient;

const put = (...events: readonly (readonly [at: number, message: string])[]) =>
  client.send(
    new PutLogEventsCommand({
      logGroupName: GROUP,
      logStreamName: STREAM,
      logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
    }),
  );

beforeAll(async () => {
  moto = await startMoto();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new CloudWatchLogsClient({ endpoint: moto.url, region: 'us-east-1', credentials });
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: STREAM }));
}, 240_000);

afterAll(async () => {
  client.destroy();
  await moto.stop();
});

const open = async () => {
  const environment = environmentOf({ region: 'us-east-1', emulator_endpoint: moto.url });
  return openLogSource(environment, testContext('/nowhere', { env: {} }));
};

describe('the logs of a function on AWS', () => {
  it('are read from a time on, each event once, also one that arrives late', async () => {
    // CloudWatch Logs refuses events of a future, and of a past beyond the retention.
    const now = Date.now();
    await put([now - 3_600_000, 'old'], [now - 5000, `START RequestId: ${ID} Version: 3`], [now - 4000, 'hello\n']);
    const reader = (await open()).open('prod-web-green', new Date(now - 60_000));
    expect(await reader.next()).toEqual([
      {
        at: new Date(now - 5000).toISOString(),
        version: '3',
        requestId: ID,
        text: `START RequestId: ${ID} Version: 3`,
      },
      { at: new Date(now - 4000).toISOString(), version: '3', requestId: ID, text: 'hello' },
    ]);
    expect(await reader.next()).toEqual([]);
    await put([now - 4500, 'late']);
    expect((await reader.next()).map(({ text }) => text)).toEqual(['late']);
  });

  it('that do not exist are one error, with what creates the log group', async () => {
    const reader = (await open()).open('prod-web-blue', new Date(0));
    await expect(reader.next()).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'The log group /aws/lambda/prod-web-blue does not exist in us-east-1',
      hint: expect.stringContaining('ctl deploy -e '),
    });
  });
});
