// The build empties dist/. The file that keeps the folder in the repository must outlive that, because the server
// embeds the folder and does not compile without it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

export function keepFolder(): Plugin {
  let folder = ''
  return {
    name: 'unionscreen-keep-folder',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      await writeFile(join(folder, '.gitkeep'), '')
    },
  }
}
