// Every row of the suite looks-calls.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('looks-calls');
