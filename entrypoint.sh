#!/bin/sh
# Migrates a database that was given, then becomes the server: signals reach it, its exit code is ours.
# Without DATABASE_URL the server brings its own database up and migrates it itself.
set -eu
cd "$(dirname "$0")"
PATH="$PWD/node_modules/.bin:$PATH"

if [ -n "${DATABASE_URL:-}" ]; then
	# In the background, so that a signal is heard meanwhile: the migration must not outlive who started it.
	bun src/lib/server/database/migrate.ts &
	migration=$!
	trap 'kill "$migration" 2>/dev/null || :; wait "$migration" || :; exit 0' INT TERM
	wait "$migration"
	trap - INT TERM
fi
exec bun --preload ./telemetry.ts build/index.js
