// Plays every scene with `pg`, each in a trace of its own, and prints the traces' ids. Started with
// `bun --preload ./telemetry.ts`, and the URL of an empty database.
import { getTelemetry } from '../../../src/telemetry/handle';
import { SCENES } from '../postgresScenes/all';
import { play, prepare } from '../postgresScenes/scene';

const url = process.argv[2] ?? '';
await prepare(url);
for (const scene of SCENES) console.log(`${scene.name}: ${await play(scene, url)}`);
await getTelemetry()?.shutdown();
process.exit(0);
