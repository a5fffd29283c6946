/**
 * How many operations are open, as the server has said last, whoever asked it. Only the browser may write it: on the
 * server one module is there for all readers.
 */
class OpenOperations {
	count: number | null = $state(null);
}

export const openOperations = new OpenOperations();
