// Every row of the suite rollout-files.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('rollout-files');
