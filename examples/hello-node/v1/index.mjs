// A small web service as a Lambda function behind a load balancer. This is its version v1.
const version = 'v1';
const name = process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'hello-node-blue';
const color = process.env.TEAL_COLOR ?? (name.endsWith('-green') ? 'green' : 'blue');

export const handler = async (event) => {
  // An event that does not come from the load balancer only keeps the function warm.
  if (!event?.requestContext?.elb) return { warm: true };
  const answer = {
    message: 'Hello from Node',
    version,
    color,
    method: event.httpMethod,
    path: event.path,
    query: event.queryStringParameters ?? {},
    client: event.headers?.['x-forwarded-for'] ?? '',
  };
  const html = (event.headers?.accept ?? '').includes('text/html');
  return {
    statusCode: 200,
    headers: {
      'content-type': html ? 'text/html; charset=utf-8' : 'application/json',
      'x-teal-version': version,
      'x-teal-color': color,
    },
    body: html ? page(answer) : JSON.stringify(answer) + '\n',
  };
};

const escape = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const page = (answer) => `<!doctype html><title>${version}</title>
<body style="background:${color};color:white;font:2rem sans-serif;text-align:center">
<h1>${version} on ${color}</h1><pre>${escape(JSON.stringify(answer, null, 2))}</pre>`;
