// Flask behind the load balancer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameworkContract } from './handlers.contract';
import { zip } from './support';

const read = (name: string): string => readFileSync(join(__dirname, 'flask', name), 'utf8');

frameworkContract({
  name: 'flask',
  code: () => zip({ 'app.py': read('app.py'), 'wsgi.py': read('wsgi.py') }),
  deployment: { runtime: 'python3.12', handler: 'app.handler' },
  // Its adapter keeps the last value of a header.
  differs: (multi) => (multi ? {} : { cookies: ['second=2; Path=/; HttpOnly'] }),
});
