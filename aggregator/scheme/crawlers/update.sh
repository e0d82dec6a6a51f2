#!/bin/sh
# Copies the patterns of the npm package crawler-user-agents (MIT, see LICENSE) into patterns.json:
#   sh update.sh 1.60.0
# Afterwards name the version in ../default/*.yaml and run the tests of the package scheme: they compile every
# pattern and check every agent that the package lists as an example.
set -eu
version=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "crawler-user-agents@$version" >/dev/null
tar xzf "crawler-user-agents-$version.tgz"
cp package/LICENSE "$here/LICENSE"
VERSION=$version node -e '
const list = require("./package/crawler-user-agents.json")
const lines = list.map(e => "    " + JSON.stringify(e.pattern)).join(",\n")
const day = new Date().toISOString().slice(0, 10)
process.stdout.write(`{\n  "source": "npm crawler-user-agents, MIT",\n  "version": "${process.env.VERSION}",\n  "copied": "${day}",\n  "patterns": [\n${lines}\n  ]\n}\n`)
' > "$here/patterns.json"
mkdir -p "$here/testdata"
node -e '
const list = require("./package/crawler-user-agents.json")
process.stdout.write([...new Set(list.flatMap(e => e.instances))].sort().join("\n") + "\n")
' > "$here/testdata/crawlers.txt"
