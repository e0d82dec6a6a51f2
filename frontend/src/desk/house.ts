// Whose house this is: the federation's name in the header. A page tells it once its answer is there; until then, and
// on pages without figures, the product's own name stands.
import { shallowRef } from 'vue'
import type { Owner } from '../wire'

export const house = shallowRef<Owner | null>(null)
