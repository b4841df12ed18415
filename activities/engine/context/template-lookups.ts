import type { LookupResult, TemplateLookups } from '../../../src/domain/templates/index.js';
import { type Lookups, unknownConnection, unknownTask, unknownVariable } from './lookups.js';
import { secretsOf, textsIn } from './secret-source.js';

const missing = ({ message }: Error): LookupResult => ({ ok: false, message });

/** The same look-ups as templates take them: what is not there is a value. */
export const templateLookups = (lookups: Lookups): TemplateLookups => ({
  xcom: async (name, key, mapIndexes) => {
    const task = lookups.task(name);
    return task === null ? missing(unknownTask(name)) : { ok: true, value: await lookups.xcom(task, key, mapIndexes) };
  },
  variable: async (name) => {
    const found = await lookups.variable(name);
    if (found === null) return missing(unknownVariable(name));
    return { ok: true, value: found.value, secrets: found.secret ? textsIn(found.value) : [] };
  },
  connection: async (id) => {
    const found = await lookups.connection(id);
    if (found === null) return missing(unknownConnection(id));
    return { ok: true, value: { ...found, schema: found.database }, secrets: secretsOf(found) };
  },
});
