import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// The build lowers CSS syntax for Chromium 86; what it cannot lower must not be written.
const younger: [RegExp, string][] = [
  [/\binset\s*:/, 'inset (87)'], [/aspect-ratio\s*:/, 'aspect-ratio (88)'], [/:is\(|:where\(/, ':is (88)'], [/:has\(/, ':has (105)'],
  [/@layer\b/, '@layer (99)'], [/@container\b/, 'container queries (105)'], [/\b(translate|rotate|scale)\s*:/, 'single transform properties (104)'],
  [/accent-color|color-mix\(|text-wrap|\bd?[sl]vh\b/, 'later than 86'], [/overflow\s*:\s*clip/, 'overflow: clip (90)'], [/&[\s:.[]/, 'nesting (112)'],
]

const source = new URL('..', import.meta.url)

it('keeps to what Chromium 86 draws', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|css)$/.test(file))
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    const whole = readFileSync(new URL(file, source), 'utf8')
    const css = (file.endsWith('.css') ? whole : whole.slice(whole.indexOf('<style'))).replace(/\/\*[\s\S]*?\*\//g, '')
    for (const [form, name] of younger) expect(form.test(css), `${file}: ${name}`).toBe(false)
  }
})

it('moves by transform and opacity alone', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.vue'))
  for (const file of files) {
    const css = readFileSync(new URL(file, source), 'utf8')
    for (const frame of css.match(/@keyframes[\s\S]*?\n}/g) ?? []) expect(frame.match(/(\w[\w-]*):/g)?.filter((property) => !['transform:', 'opacity:'].includes(property)) ?? [], file).toEqual([])
    expect(css.match(/animation[^;]*infinite/g), file).toBeNull()
  }
})
