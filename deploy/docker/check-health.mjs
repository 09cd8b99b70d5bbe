// The health check of a container: asks its process `live`, `ready` or `startup`, and ends with 0 when the answer is yes.
const [probe = 'ready'] = process.argv.slice(2);
const port = process.env.BAROMETER_HTTP_PORT || '8080';

try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/${probe}`, { signal: AbortSignal.timeout(4_000) });
  console.log(await answer.text());
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.log(`no answer on port ${port}: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
