import { runServices } from '#libs/runtime';
import { intakeService } from './index.ts';

await runServices([intakeService]);
