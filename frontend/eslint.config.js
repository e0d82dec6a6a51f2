import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

// What Chromium 86 does not have. The build lowers syntax only; a missing function would show as a dark wall. JavaScript
// built-ins are held by `lib: ES2020` in tsconfig.json as well, browser interfaces only by this list.
const missing = {
  members: [
    ['at', 'Chromium 92'], ['findLast', 'Chromium 97'], ['findLastIndex', 'Chromium 97'], ['replaceAll', 'not in lib ES2020'],
    ['toSorted', 'Chromium 110'], ['toReversed', 'Chromium 110'], ['toSpliced', 'Chromium 110'], ['with', 'Chromium 110'],
    ['groupBy', 'Chromium 117'], ['hasOwn', 'Chromium 93'], ['randomUUID', 'Chromium 92, and secure contexts only'],
    ['checkVisibility', 'Chromium 105'],
    ['throwIfAborted', 'Chromium 100'],
  ],
  globals: [
    ['structuredClone', 'Chromium 98'], ['reportError', 'Chromium 95'], ['scheduler', 'Chromium 94'], ['WeakRef', 'not in lib ES2020'],
    ['AggregateError', 'not in lib ES2020'], ['CompressionStream', 'Chromium 103 in workers'], ['EditContext', 'Chromium 121'],
  ],
  properties: [
    ['AbortSignal', 'timeout', 'Chromium 103'], ['AbortSignal', 'any', 'Chromium 116'], ['Object', 'hasOwn', 'Chromium 93'],
    ['Object', 'groupBy', 'Chromium 117'], ['Array', 'fromAsync', 'Chromium 121'], ['Promise', 'any', 'not in lib ES2020'],
    ['Promise', 'withResolvers', 'Chromium 119'], ['crypto', 'randomUUID', 'Chromium 92'], ['CSS', 'highlights', 'Chromium 105'],
    ['navigator', 'wakeLock', 'secure contexts only'], ['navigator', 'clipboard', 'secure contexts only'],
    ['navigator', 'serviceWorker', 'secure contexts only'],
  ],
}

const shipped = ['src/**/*.ts', 'src/**/*.vue']

export default ts.config(
  { ignores: ['dist/**', 'node_modules/**', '**/*.tmp.ts'] },
  ...ts.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { normal: 'always', void: 'always' } }],
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/no-v-html': 'error',
      // A pane is named after what the user sees: Wall, Ranking.
      'vue/multi-word-component-names': 'off',
    },
  },
  {
    files: shipped,
    ignores: ['src/**/*.test.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 500 }],
      'max-lines-per-function': ['error', { max: 80 }],
      'no-restricted-globals': ['error', ...missing.globals.map(([name, since]) => ({ name, message: `Not in Chromium 86 (${since}).` }))],
      'no-restricted-properties': ['error', ...missing.properties.map(([object, property, since]) => ({ object, property, message: `Not for Chromium 86 over http (${since}).` }))],
      'no-restricted-syntax': ['error',
        ...missing.members.map(([name, since]) => ({
          selector: `CallExpression[callee.type='MemberExpression'][callee.property.name='${name}']`,
          message: `.${name}() is not in Chromium 86 (${since}).`,
        })),
        { selector: "NewExpression[callee.name='WebSocket']", message: 'link/ holds the only connections.' },
      ],
    },
  },
  { files: ['src/link/browser.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    // Pure: what a thing looks like follows from its values alone.
    files: ['src/paint/**/*.ts', 'src/text/**/*.ts', 'src/store/freshness.ts', 'src/wire.ts', 'src/check.ts'],
    ignores: ['src/**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'performance', 'localStorage', 'setTimeout', 'fetch',
        ...missing.globals.map(([name, since]) => ({ name, message: `Not in Chromium 86 (${since}).` }))],
    },
  },
)
