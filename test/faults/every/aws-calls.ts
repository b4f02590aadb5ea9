// Every row of the suite aws-calls.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('aws-calls');
