// Every row of the suite code-calls.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('code-calls');
