import { redirect } from '@sveltejs/kit';
import { signOut } from '$server/pages/signIn';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) => {
	signOut(event);
	redirect(303, '/sign-in');
};
