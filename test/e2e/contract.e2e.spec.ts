import { afterAll, beforeAll } from 'vitest';
import { clearing } from './contract/clearing.js';
import { controls } from './contract/controls.js';
import { history } from './contract/history.js';
import { mapping } from './contract/mapping.js';
import { notifying } from './contract/notifying.js';
import { pages } from './contract/pages.js';
import { queues } from './contract/queues.js';
import { registering } from './contract/registering.js';
import { running } from './contract/running.js';
import { secrets, SECRETS_IN_ENVIRONMENT } from './contract/secrets.js';
import { subscribing } from './contract/subscribing.js';
import { tokens } from './contract/tokens.js';
import { triggerRules } from './contract/trigger-rules.js';
import { triggering } from './contract/triggering.js';
import { waiting } from './contract/waiting.js';
import { Here } from './support/here.js';

/** The public contract, as a stranger's program sees it. */
const here = new Here(SECRETS_IN_ENVIRONMENT);
beforeAll(() => here.open());
afterAll(() => here.close());

registering(here);
triggering(here);
running(here);
mapping(here);
triggerRules(here);
controls(here);
clearing(here);
subscribing(here);
tokens(here);
waiting(here);
notifying(here);
queues(here);
secrets(here);
pages(here);
history(here);
