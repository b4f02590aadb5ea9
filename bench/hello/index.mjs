// The function that is loaded: it does as little as one can. It names no content type, with which serverless-offline's load balancer ends.
export const handler = async () => ({ statusCode: 200, body: 'hello' });
