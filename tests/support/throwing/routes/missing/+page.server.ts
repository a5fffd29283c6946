import { error } from '@sveltejs/kit';

export function load(): never {
	error(404, { message: 'There is no such thing', code: 'NOT_FOUND' });
}
