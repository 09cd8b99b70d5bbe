import { runServices } from '#libs/runtime';
import { alerterService } from './index.ts';

await runServices([alerterService]);
