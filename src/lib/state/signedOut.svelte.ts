/**
 * Whether the server wants somebody to sign in before it tells this page anything more, whichever part of the page
 * was told so. Only the browser may write it: on the server one module is there for all readers.
 */
class SignedOut {
	told = $state(false);
}

export const signedOut = new SignedOut();
