import { afterAll, beforeAll } from 'vitest';
import { registering } from './contract/registering.js';
import { running } from './contract/running.js';
import { triggerRules } from './contract/trigger-rules.js';
import { triggering } from './contract/triggering.js';
import { Here } from './support/here.js';

/** The public contract, as a stranger's program sees it. */
const here = new Here();
beforeAll(() => here.open());
afterAll(() => here.close());

registering(here);
triggering(here);
running(here);
triggerRules(here);
