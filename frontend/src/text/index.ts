// Picks the words of a language. The keys of both files are the same by type.
import type { Names } from '../wire'
import { en } from './en'
import { zh, type Words } from './zh-CN'

export type { Words }

/** lang as in the URL; anything but en is Chinese. */
export function wordsFor(lang: string | null): Words {
  return lang === 'en' ? en : zh
}

export function nameIn(words: Words, names: Names): string {
  return words.figures === 'en' ? names.en || names.zh : names.zh
}
