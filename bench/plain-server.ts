// A process that answers like the function that is loaded, with node:http alone: the most that this machine can do.
import { createServer } from 'node:http';

createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': 5 });
  response.end('hello');
}).listen(Number(process.argv[2]), '127.0.0.1');
