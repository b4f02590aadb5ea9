// The example in JavaScript.
import { exampleContract } from './examples.contract';

exampleContract('hello-node', { runtime: 'nodejs20.x', handler: 'index.handler' });
