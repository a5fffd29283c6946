import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const TESTS = ['tests/**', '**/*.test.ts'];
const ENVIRONMENT = 'Read the environment in config.ts only, where it is checked, and take it from there.';

export default ts.config(
	{ ignores: ['build/', '**/.svelte-kit/', '.data/', 'node_modules/', 'coverage/'] },
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.node, ...globals.browser, Bun: 'readonly' },
			parserOptions: {
				projectService: { allowDefaultProject: ['.dependency-cruiser.cjs'] },
				tsconfigRootDir: import.meta.dirname,
				extraFileExtensions: ['.svelte'],
			},
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'no-empty': ['error', { allowEmptyCatch: false }],
			'no-console': 'error',
			'no-var': 'error',
			'prefer-const': 'error',
			'object-shorthand': 'error',
			'no-restricted-properties': [
				'error',
				{ object: 'process', property: 'env', message: ENVIRONMENT },
				{ object: 'Bun', property: 'env', message: ENVIRONMENT },
			],
			eqeqeq: 'error',
			complexity: ['error', 15],
			'max-depth': ['error', 3],
			'max-lines': ['error', { max: 300 }],
			'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
			// Objects of functions, as they are used here, have no `this`.
			'@typescript-eslint/unbound-method': 'off',
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true },
			],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			// SvelteKit's redirect() and error() are thrown, and are no Errors.
			'@typescript-eslint/only-throw-error': [
				'error',
				{
					allow: [{ from: 'package', package: '@sveltejs/kit', name: ['HttpError_1', 'Redirect_1'] }],
				},
			],
			'@typescript-eslint/no-confusing-void-expression': 'off',
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: {
			// Links are built from ids by hand here; the app is served at the root.
			'svelte/no-navigation-without-resolve': 'off',
		},
	},
	{
		// Its functions are whole files: what svelte-check knows of markup, typed rules do not.
		files: ['**/*.svelte'],
		rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' },
	},
	{
		files: [
			'src/lib/server/config.ts',
			'src/telemetry/config.ts',
			'src/adapter/**',
			'scripts/**',
			'bench/**',
			...TESTS,
		],
		rules: { 'no-restricted-properties': 'off' },
	},
	{
		// These also run unbuilt (`bun src/lib/server/database/migrate.ts`), where aliases mean nothing.
		files: ['config.ts', 'errors.ts', 'checks/schema.ts', 'database/**'].map(
			(path) => `src/lib/server/${path}`,
		),
		ignores: TESTS,
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: [{ group: ['$*'], message: 'Import by a relative path.' }] },
			],
		},
	},
	{
		// Programs for a terminal, and what runs before there is a logger.
		files: [
			'scripts/**',
			'bench/**',
			'src/adapter/**',
			'src/lib/server/database/migrate.ts',
			'tests/support/programs/**',
		],
		rules: { 'no-console': 'off', '@typescript-eslint/ban-ts-comment': 'off' },
	},
	{
		// describe() holds its tests: a long one is no long function.
		// A migration is a list of statements: neither gains by being cut.
		files: [...TESTS, 'src/lib/server/database/migrations/**'],
		rules: {
			'max-lines-per-function': 'off',
		},
	},
	{
		// Plain JavaScript: no types to go by. The adapter's entry imports what exists only in the build.
		files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
		extends: [ts.configs.disableTypeChecked],
		languageOptions: { globals: { require: 'readonly', module: 'writable' } },
	},
);
