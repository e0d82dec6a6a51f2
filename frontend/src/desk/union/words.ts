// The words of the union's own page in the language that the address asks for.
import { computed, type ComputedRef } from 'vue'
import { enUnion } from '../../text/union.en'
import { zhUnion, type UnionWords } from '../../text/union.zh-CN'
import { route } from '../route'

export const own: ComputedRef<UnionWords> = computed(() => (route.query.lang === 'en' ? enUnion : zhUnion))
