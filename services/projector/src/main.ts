import { runServices } from '#libs/runtime';
import { projectorService } from './index.ts';

await runServices([projectorService]);
