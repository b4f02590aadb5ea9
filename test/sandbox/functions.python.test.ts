// Python handlers in the sandbox, run by a real Python.
import { afterEach, describe, expect, it } from '@jest/globals';
import { bench, cleanUp, deploy, forward, get, zip } from './support';

afterEach(cleanUp);

const python = (code: string): Uint8Array =>
  zip({ 'app.py': `import os, json, time\ndef handler(event, context):\n    ${code}\n` });
const PYTHON = { runtime: 'python3.12', handler: 'app.handler', timeout: 1 } as const;

describe('a Python handler', () => {
  const answers: readonly [string, string, number, string][] = [
    ['answers', 'return {"statusCode": 200, "body": context.function_name}', 200, ''],
    [
      'knows its time',
      'return {"statusCode": 200 if 0 < context.get_remaining_time_in_millis() <= 1000 else 500}',
      200,
      '',
    ],
    ['raises', 'raise ValueError("boom")', 502, 'boom'],
    ['exits', 'os._exit(3)', 502, 'Runtime.ExitError'],
    ['takes too long', 'time.sleep(60)', 502, 'Task timed out'],
  ];

  it.each(answers)('that %s', async (_, code, status, logged) => {
    const on = await bench();
    await forward(on, 10, { [await deploy(on, 'svc-blue', python(code), PYTHON)]: 1 });
    expect((await get(on)).status).toBe(status);
    expect(on.logs.join('\n')).toContain(logged);
  });
});
