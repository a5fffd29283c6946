import { selectOne } from '../../database';

export async function load(): Promise<{ items: string[] }> {
	const one = await selectOne();
	return { items: Array.from({ length: 20 }, (_, i) => `item ${one + i}`) };
}
