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
    [
      'takes too much memory',
      'return {"statusCode": 200, "body": str(len(b"x" * 300_000_000))}',
      502,
      'signal: killed',
    ],
    ['takes too much memory for a moment', 'b"x" * 300_000_000; return {"statusCode": 200}', 502, 'signal: killed'],
    ['writes beside its code', 'open("new.txt", "w")', 502, '[Errno 30] Read-only file system'],
    ['writes over its code', 'open(__file__, "a")', 502, '[Errno 30] Read-only file system'],
    ['removes its code', 'os.remove(__file__)', 502, '[Errno 30] Read-only file system'],
    ['makes a folder in its home', 'os.makedirs(os.path.expanduser("~/x"))', 502, '[Errno 30] Read-only file system'],
    ['reads its code', 'return {"statusCode": 200 if open(__file__).read() else 500}', 200, ''],
    ['writes to /tmp', 'open("/tmp/teal-python-test", "w").close(); return {"statusCode": 200}', 200, ''],
    [
      'has the home of Lambda',
      'return {"statusCode": 200 if os.environ["HOME"] == "/home/sbx_user1051" else 500}',
      200,
      '',
    ],
    ['imports what only this machine has', 'import pip', 502, "No module named 'pip'"],
    [
      'imports boto3, which the sandbox does not have',
      'import boto3',
      502,
      "Lambda's runtime includes boto3; the sandbox does not",
    ],
  ];

  it.each(answers)('that %s', async (_, code, status, logged) => {
    const on = await bench();
    // A busy machine takes seconds to give a process hundreds of megabytes.
    const settings = logged === 'signal: killed' ? { ...PYTHON, timeout: 20 } : PYTHON;
    await forward(on, 10, { [await deploy(on, 'svc-blue', python(code), settings)]: 1 });
    expect((await get(on)).status).toBe(status);
    expect(on.logs.join('\n')).toContain(logged);
  });
});
