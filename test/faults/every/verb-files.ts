// Every row of the suite verb-files.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('verb-files');
