// Every row of the suite programs.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('programs');
