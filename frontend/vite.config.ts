import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { keepFolder } from './build/keepFolder.ts'
import { precompress } from './build/precompress.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  base: '/',
  plugins: [vue(), keepFolder(), precompress()],
  resolve: { alias: { '@fonts': here('node_modules') } },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    // Desktops in offices run browsers up to six years old; syntax is lowered for them, APIs are held by lint.
    target: 'chrome86',
    cssTarget: 'chrome86',
    // Nothing inline: the page's content security policy allows neither data: fonts nor inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { wall: here('wall.html'), desk: here('desk.html') } },
  },
})
