import { defineConfig } from 'vitest/config'

// One browser and one page at a time: the machine that runs this has two cores.
export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    globalSetup: ['test/build.ts'],
  },
})
