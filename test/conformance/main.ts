import { readFileSync } from 'node:fs';
import type { CaseFile } from './group.js';
import { isPassed, runGroups } from './run-groups.js';

/** `npm run conformance -- FILE…`: a line for each group, then its failing cases. Exits with 1 where one fails, or where a file has no known group. */
const files = process.argv.slice(2);
if (files.length === 0) throw new Error('give the files: npm run conformance -- FILE…');
let failed = 0;
for (const path of files) {
  const results = runGroups(JSON.parse(readFileSync(path, 'utf8')) as CaseFile);
  if (results.length === 0) console.log(`${path}: no group of cases that is known here`);
  if (results.length === 0) failed += 1;
  for (const { name, informative, compared } of results) {
    const failing = compared.filter((one) => !isPassed(one));
    if (!informative) failed += failing.length;
    console.log(`${name} ${compared.length - failing.length}/${compared.length}`);
    for (const { id, expected, actual } of failing)
      console.log(`  ${id}: expected ${JSON.stringify(expected)}, actual ${JSON.stringify(actual)}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
