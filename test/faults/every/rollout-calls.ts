// Every row of the suite rollout-calls.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('rollout-calls');
