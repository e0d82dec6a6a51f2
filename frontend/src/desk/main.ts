// The desk pages: ranking, own score, definitions. One application, one page shown at a time.
import { createApp } from 'vue'
import '../style/fonts.css'
import '../style/desk.css'
import '../style/deskFrame.css'
import '../style/deskParts.css'
import '../style/deskSizes.css'
import Shell from './Shell.vue'

createApp(Shell).mount('#desk')
