// The browser tests look at what is shipped: the build comes first, in a process of its own, because the test runner's
// environment would make a development build of it. It goes to a folder of the tests: dist/ belongs to the binary,
// which embeds it, and must not change under a running `go build`.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Where the tests' build stands. */
export const built = new URL('../../test-output/dist/', import.meta.url)

export default async function setup(): Promise<void> {
  const vite = `${root}node_modules/vite/bin/vite.js`
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', fileURLToPath(built)], { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
}
