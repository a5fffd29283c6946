import { json } from '@sveltejs/kit';
import { selectOne } from '../../database';

export async function GET(): Promise<Response> {
	return json({ one: await selectOne() });
}
