// The words of the language that the address asks for: those of all screens and those of the desk.
import { computed, type ComputedRef } from 'vue'
import { wordsFor, type Words } from '../text'
import { deskWordsFor, type DeskWords } from '../text/desk'
import { route } from './route'

export const words: ComputedRef<Words> = computed(() => wordsFor(route.query.lang ?? null))
export const desk: ComputedRef<DeskWords> = computed(() => deskWordsFor(route.query.lang ?? null))
