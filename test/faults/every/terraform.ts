// Every row of the suite terraform.
import '../matrix/instrument';
import { testEveryRow } from '../matrix/suite';

testEveryRow('terraform');
