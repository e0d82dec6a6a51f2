// The words of the definitions page in the language that the address asks for.
import { computed, type ComputedRef } from 'vue'
import { enDocs } from '../../text/docs.en'
import { zhDocs, type DocsWords } from '../../text/docs.zh-CN'
import { route } from '../route'

export const docs: ComputedRef<DocsWords> = computed(() => (route.query.lang === 'en' ? enDocs : zhDocs))
