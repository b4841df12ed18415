/** Architecture rules: which folder may see which. `npm run check:architecture` runs them; test/architecture proves that they bite. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
/** Every folder of src is a context but for these; a new one is a context without being named here. */
const NO_CONTEXT = 'domain|platform|event-store|outbox|temporal|embedded|build|cli';
module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle hides which part depends on which.', {}, { circular: true }),
    rule('domain-is-pure', 'src/domain runs in the workflow sandbox and in the browser: it sees itself and pure libraries only.',
      { path: '^src/domain/', pathNot: '\\.spec\\.ts$' },
      { pathNot: '^(src/domain/|node_modules/(zod|yaml|luxon|cronstrue|@huggingface/jinja|@marcbachmann/cel-js|@noble/hashes|canonicalize|ajv|ajv-formats)/)' }),
    rule('workflows-see-domain-and-contract', 'Workflows run in the sandbox.',
      { path: '^workflows/', pathNot: '\\.spec\\.ts$' },
      { pathNot: '^(workflows/|src/domain/|activities/contract\\.ts$|node_modules/@temporalio/(workflow|common)/)' }),
    rule('providers-see-sdk-and-domain', 'An operator is written against the public sdk, as a user would write one.',
      { path: '^activities/(core|http|sql|file|notify)/', pathNot: '\\.spec\\.ts$' },
      { path: '^(src/(?!domain/)|workflows/|activities/(engine|registry)/)' }),
    rule('sdk-sees-domain', 'The sdk is the public face for authors of operators.',
      { path: '^activities/sdk/', pathNot: '\\.spec\\.ts$' }, { path: '^(src/(?!domain/)|workflows/|activities/(?!sdk/))' }),
    rule('contexts-by-their-face', 'A context is reached by its index.ts. (A worker, which has no Nest, may name a file of it.)',
      { path: '^src/([^/]+)/', pathNot: '\\.spec\\.ts$' }, { path: `^src/(?!(${NO_CONTEXT})/)[^/]+/`, pathNot: ['^src/$1/', '/index\\.ts$'] }),
    rule('nothing-sees-composition-roots', 'main.ts, worker.ts and cli.ts compose; nobody imports them, but for `continuo worker`.',
      { pathNot: '^src/cli\\.ts$' }, { path: '^src/(main|worker|cli)\\.ts$' }),
    rule('source-does-not-see-tests', 'Tests see source, never the other way.', { pathNot: '(^test/|\\.spec\\.ts$)' }, { path: '(^test/|\\.spec\\.ts$)' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|web|\\.continuo)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'] },
  },
};
