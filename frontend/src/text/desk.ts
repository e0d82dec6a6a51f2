// Picks the desk's words of a language. The keys of both files are the same by type.
import { deskEn } from './desk.en'
import { deskZh, type DeskWords } from './desk.zh-CN'

export type { DeskWords }

/** lang as in the URL; anything but en is Chinese. */
export function deskWordsFor(lang: string | null): DeskWords {
  return lang === 'en' ? deskEn : deskZh
}
