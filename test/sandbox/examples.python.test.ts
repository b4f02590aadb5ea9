// The example in Python.
import { exampleContract } from './examples.contract';

exampleContract('hello-python', { runtime: 'python3.12', handler: 'app.handler' });
