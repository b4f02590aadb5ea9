// Every row of the suite traffic-calls.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('traffic-calls');
