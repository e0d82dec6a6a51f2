import { createApp } from 'vue'
import './style/fonts.css'
import './style/tokens.css'
import Wall from './wall/Wall.vue'

createApp(Wall).mount('#wall')
