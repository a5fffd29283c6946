#!/bin/sh
# Migrates a database that was given, then becomes the server: signals reach it, its exit code is ours.
# Without DATABASE_URL the server brings its own database up and migrates it itself.
set -eu
cd "$(dirname "$0")"
PATH="$PWD/node_modules/.bin:$PATH"

if [ -n "${DATABASE_URL:-}" ]; then
	bun src/lib/server/database/migrate.ts
fi
exec bun --preload ./telemetry.ts build/index.js
