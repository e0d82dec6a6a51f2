// Writes a .br and a .gz beside every text asset of the build, so that the server never compresses on a request.
// Fonts and pictures are compressed already and are left alone.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const textual = /\.(html|js|css|svg|json|txt)$/

/** Below this many bytes the header of a compressed file costs more than it saves. */
const worthwhile = 512

export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'unionscreen-precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      for (const entry of await readdir(folder, { recursive: true })) {
        if (textual.test(entry)) await compress(join(folder, entry))
      }
    },
  }
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path)
  if (content.length < worthwhile) return
  const settings = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }
  await writeFile(`${path}.br`, brotliCompressSync(content, settings))
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }))
}
