import tseslint from 'typescript-eslint';

/** Lint is part of the one check command. Limits are those of the house: 300 lines a file, 30 lines a function, no `any`. */
const house = {
  'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 30, skipBlankLines: true, skipComments: true }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/consistent-type-imports': 'off',
  '@typescript-eslint/no-non-null-assertion': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
};

/** The domain is pure: no clock, no randomness, no I/O, no classes of the host that differ between realms. */
const pure = {
  'no-restricted-globals': ['error', 'Date', 'process', 'Buffer', 'fetch', 'setTimeout', 'setInterval', 'performance', 'crypto', 'require'],
  'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
  'no-restricted-syntax': [
    'error',
    { selector: "BinaryExpression[operator='instanceof']", message: 'The sandbox is another realm: compare a `type` or `code` field.' },
  ],
  'no-restricted-imports': ['error', { patterns: ['node:*', 'fs', 'fs/*', 'path', 'os', 'crypto', 'child_process'] }],
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'web/**', '.continuo/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: house,
  },
  { files: ['**/*.spec.ts', 'test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['**/migrations/**'], rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
  { files: ['src/domain/**/*.ts'], ignores: ['**/*.spec.ts'], rules: pure },
);
