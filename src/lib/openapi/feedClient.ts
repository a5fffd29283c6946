/** A client of the live feed for Bun, to be copied from the page; a test runs it as it is written there. */
export function feedClient({ origin, withToken }: { origin: string; withToken: boolean }): string {
	const headers = withToken
		? ', { headers: { authorization: `Bearer ${process.env.GLASSHOUSE_TOKEN}` } }'
		: '';
	return `const session = process.argv[2];
let cursor = '';
function follow() {
  const query = new URLSearchParams({ cursor, ...(session && { session }) });
  const url = \`${origin.replace(/^http/, 'ws')}/api/v1/live?\${query}\`;
  const socket = new WebSocket(url${headers});
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    cursor = frame.cursor ?? cursor;
    console.log(frame.type, frame.span?.name ?? frame.log?.message ?? frame.event?.type ?? '');
    if (frame.type === 'end') process.exit();
  };
  socket.onclose = () => setTimeout(follow, 1000);
}
follow();
`;
}
