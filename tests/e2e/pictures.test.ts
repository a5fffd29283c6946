import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { CheckInput } from '../../src/lib/server/checks/schema';
import { takePicture } from '../support/browser';
import { eventually } from '../support/eventually';
import { setStage, type Stage } from '../support/stage';

const RUNS = 12;
/** As high as what there is to see. */
const OVERVIEW = { width: 1440, height: 720 };
/** A picture that shows nothing is a few kilobytes. */
const LEAST_BYTES = 40_000;

describe('the pictures of the README', () => {
	let stage: Stage;

	beforeAll(async () => {
		stage = await setStage();
	});

	afterAll(() => stage.clear());

	const checks = (): { name: string; path: string; expect?: CheckInput['expect'] }[] => [
		{ name: 'Shop front', path: '/slow?ms=18' },
		{ name: 'Checkout', path: '/slow?ms=64', expect: { maxDurationMs: 300 } },
		{ name: 'Search', path: '/json', expect: { jsonPath: { path: '$.data.healthy', equals: true } } },
		{ name: 'Invoices', path: '/status/503' },
		{ name: 'Mail relay', path: '/reset' },
	];

	test('the overview, with checks that pass and checks that fail', async () => {
		for (const { name, path, expect: expected } of checks()) {
			const { id } = await stage.client.createCheck({
				name,
				url: stage.target.url + path,
				...(expected && { expect: expected }),
			});
			for (let run = 0; run < RUNS; run += 1) await stage.client.endOfRun(await stage.client.startRun(id));
		}
		const { page, context } = await stage.openPage({ colorScheme: 'light', viewport: OVERVIEW });
		await page.goto('/');
		await page.getByText('Mail relay').first().waitFor();
		expect((await takePicture(page, 'overview')).byteLength).toBeGreaterThan(LEAST_BYTES);
		await context.close();
	});

	test('a run while it is running', async () => {
		stage.target.hold();
		const { id } = await stage.client.createCheck({
			name: 'Warehouse',
			url: `${stage.target.url}/held`,
			timeoutMs: 60_000,
		});
		const { page, context } = await stage.openPage({ colorScheme: 'light' });
		await page.goto(`/runs/${await stage.client.startRun(id)}`);
		await eventually('the request', () => stage.target.seenAt('/held').length === 1);
		await page
			.getByRole('treeitem', { name: /^GET.*still open/ })
			.first()
			.waitFor();
		// Long enough for bars of some length: the picture is of a run in the middle.
		await page.waitForTimeout(1500);
		expect((await takePicture(page, 'run')).byteLength).toBeGreaterThan(LEAST_BYTES);
		await page.goto('/in-flight');
		await page
			.getByText(`127.0.0.1:${new URL(stage.target.url).port}/held`)
			.first()
			.waitFor();
		expect((await takePicture(page, 'in-flight')).byteLength).toBeGreaterThan(LEAST_BYTES);
		stage.target.release();
		await context.close();
	});

	test('the traces of all that', async () => {
		const { page, context } = await stage.openPage({ colorScheme: 'light' });
		await page.goto('/traces');
		await page.getByText('Mail relay').first().waitFor();
		expect((await takePicture(page, 'traces')).byteLength).toBeGreaterThan(LEAST_BYTES);
		await context.close();
	});
});
