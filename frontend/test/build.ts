// The browser tests look at what is shipped: the build comes first, in a process of its own, because the test runner's
// environment would make a development build of it.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))

export default async function setup(): Promise<void> {
  const vite = `${root}node_modules/vite/bin/vite.js`
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, env: { ...process.env, NODE_ENV: 'production' } })
}
