// Express by way of @codegenie/serverless-express.
import serverlessExpress from '@codegenie/serverless-express';
import { app } from './express-app.mjs';

export const handler = serverlessExpress({
  app,
  binarySettings: { contentTypes: ['image/*', 'application/octet-stream'] },
});
