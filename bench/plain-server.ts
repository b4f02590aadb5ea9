// A process that answers like the example's function, with node:http alone: the most that this machine can do.
import { createServer } from 'node:http';

const port = Number(process.argv[2]);

createServer(({ method = '', url = '' }, response) => {
  const answer = {
    message: 'Hello from Node',
    version: 'v1',
    color: 'blue',
    method,
    path: url,
    query: {},
    client: '127.0.0.1',
  };
  const body = `${JSON.stringify(answer)}\n`;
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-teal-version': 'v1',
    'x-teal-color': 'blue',
  });
  response.end(body);
}).listen(port, '127.0.0.1');
