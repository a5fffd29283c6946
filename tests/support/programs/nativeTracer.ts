// A preload that makes this Bun one that traces by itself, and keeps what it gives to every program.
Object.assign(globalThis, { untouched: { serve: Bun.serve, SQL: Bun.SQL, fetch: globalThis.fetch } });
Object.defineProperty(Bun, 'otel', { value: { enabled: true } });
