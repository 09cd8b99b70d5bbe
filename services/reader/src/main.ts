import { runServices } from '#libs/runtime';
import { readerService } from './index.ts';

await runServices([readerService]);
