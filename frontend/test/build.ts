// The browser tests look at what is shipped: the build comes first.
import { build } from 'vite'

export default async function setup(): Promise<void> {
  await build({ logLevel: 'warn' })
}
