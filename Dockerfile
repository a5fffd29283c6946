# syntax=docker/dockerfile:1
FROM oven/bun:1.4.5 AS build
WORKDIR /app
COPY package.json bun.lock ./
RUN bun install --frozen-lockfile
COPY tsconfig.json svelte.config.js vite.config.ts telemetry.ts ./
COPY src ./src
COPY static ./static
RUN bun --bun vite build

FROM oven/bun:1.4.5 AS dependencies
WORKDIR /app
COPY package.json bun.lock ./
# The image has Bun: the copy that the npm package brings for machines without it stays out.
RUN bun install --production --frozen-lockfile && rm -rf node_modules/bun node_modules/@oven node_modules/.bin/bun*

FROM oven/bun:1.4.5
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/build ./build
COPY package.json telemetry.ts entrypoint.sh ./
COPY src/telemetry ./src/telemetry
COPY src/lib/server/config.ts src/lib/server/errors.ts src/lib/server/traceLinks.ts ./src/lib/server/
COPY src/lib/server/checks/schema.ts ./src/lib/server/checks/
COPY src/lib/server/database ./src/lib/server/database
RUN mkdir .data && chown bun:bun .data
VOLUME /app/.data
USER bun
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["bun", "-e", "const answer = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`); process.exit(answer.ok ? 0 : 1)"]
ENTRYPOINT ["./entrypoint.sh"]
