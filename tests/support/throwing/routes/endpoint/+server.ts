export async function GET(): Promise<Response> {
	await Bun.sleep(1);
	throw new TypeError('not at all');
}
