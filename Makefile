# UnionScreen: `make run` starts the demo city, `make test` proves the build. Both install what they need from the
# ordinary package clients; Go, Node and make are all that a fresh machine has to bring.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
export CGO_ENABLED ?= 0

DATA ?= .data
HTTP ?= 127.0.0.1:8080
KAFKA ?= 127.0.0.1:9092
ENGINE := node_modules/@chdb/lib-linux-x64-gnu/libchdb.so
WALL := frontend/dist/wall.html
WALL_SOURCES := $(shell find frontend/src frontend/wall.html frontend/desk.html frontend/public frontend/build frontend/vite.config.ts frontend/package-lock.json -type f 2>/dev/null)
GOLANGCI := bin/golangci-lint
GOVULNCHECK := bin/govulncheck

.PHONY: run test check lint bench deps compiled test-go test-wall test-browser test-kafka vulnerabilities clean

run: ## the demo city on the embedded engine and broker
	[ -x bin/unionscreen ] || $(MAKE) --no-print-directory -j2 deps compiled
	$(MAKE) --no-print-directory bin/unionscreen
	bin/unionscreen demo --dir $(DATA) --http $(HTTP) --kafka $(KAFKA)

test: deps ## everything that must hold before a commit lands; under 15 minutes after the downloads
	.ci/system-tools
	$(MAKE) --no-print-directory test-wall
	$(MAKE) --no-print-directory test-browser
	$(MAKE) --no-print-directory test-go

check: deps ## the long forms: more kills, fuzzing, the race detector, linters; under 60 minutes
	.ci/system-tools
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory test
	$(MAKE) --no-print-directory vulnerabilities
	.ci/fuzz 60s
	CGO_ENABLED=1 go test -race -timeout 20m ./ingest/... ./aggregator/... ./dashboard/...
	UNIONSCREEN_CHECK=1 go test -timeout 20m -count=1 -run TestAnyOrder ./queries
	UNIONSCREEN_CHECK=1 go test -timeout 50m -count=1 -v -run 'TestCrash|TestAnyOrder|TestTruth|TestLatency|TestPoison|TestHostile' ./cmd/unionscreen

# What the Go tests print, without what passes: failures, skips by name, measured figures. All of it is in test-output/.
SHOWN := ^(ok|FAIL|panic|fatal)|--- (FAIL|SKIP)|_test\.go:[0-9]+:

# The end-to-end tests measure times and keep both cores busy, so they run by themselves.
test-go:
	mkdir -p test-output
	go vet ./...
	go test -v -timeout 14m -count=1 -p 2 $$(go list ./... | grep -v /cmd/unionscreen) 2>&1 | tee test-output/rooms.log | grep -E '$(SHOWN)'
	go test -v -timeout 14m -count=1 ./cmd/unionscreen 2>&1 | tee test-output/whole-way.log | grep -E '$(SHOWN)'

test-wall: frontend/node_modules/.package-lock.json
	cd frontend && npm run --silent typecheck && npm run --silent lint && npm test --silent

test-browser: bin/unionscreen ## the wall in Chromium, on a server of the tests and on the demo itself
	.ci/system-tools
	cd frontend && npm run --silent test:browser

# Apart from `make test`, which skips these by name: they need a JDK and Maven, and minutes of their own.
test-kafka: deps ## the same product on a real Apache Kafka
	.ci/system-tools
	mkdir -p test-output
	libraries=$$(.ci/kafka/kafka get); UNIONSCREEN_KAFKA=$$libraries go test -v -timeout 14m -count=1 -run '^TestKafka' ./cmd/unionscreen 2>&1 | tee test-output/kafka.log | grep -E '$(SHOWN)|^ok|--- PASS'

lint: deps $(GOLANGCI)
	$(GOLANGCI) run --config .ci/golangci.yaml ./...
	cd frontend && npm run --silent typecheck && npm run --silent lint

vulnerabilities: $(GOVULNCHECK)
	@if out=$$($(GOVULNCHECK) ./... 2>&1); then echo "$$out" | tail -3; \
	elif grep -q 'fetching vulnerabilities' <<<"$$out"; then echo 'vulnerabilities: NOT CHECKED (the vulnerability database cannot be reached from here)'; \
	else echo "$$out"; exit 1; fi

bench: deps ## the figures of bars.md; writes bench/results.json
	.ci/system-tools
	mkdir -p bench
	UNIONSCREEN_BENCH=$(CURDIR)/bench/results.json go test -timeout 20m -count=1 -v -run '^(TestBenchIngest|TestLatency|TestDemo)$$' ./cmd/unionscreen | grep -vE '^time='
	go test -timeout 20m -run '^$$' -bench 'IdleSockets|FanOut' -benchtime 3x ./dashboard/push | tee bench/push.txt
	go test -timeout 20m -run '^$$' -bench . -benchtime 10x ./queries | tee bench/queries.txt
	go test -timeout 20m -run '^$$' -bench . ./ingest ./ingest/event ./aggregator/score | tee bench/ingest.txt
	go test -timeout 20m -run '^$$' -bench . -benchtime 3x ./aggregator/export | tee bench/export.txt

deps: $(ENGINE) $(WALL)

# On a fresh machine the compiler works while npm downloads; afterwards it finds everything in its cache.
compiled:
	go build ./...

$(ENGINE): package.json package-lock.json
	npm ci --no-audit --no-fund --silent
	touch $@

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --silent
	touch $@

$(WALL): frontend/node_modules/.package-lock.json $(WALL_SOURCES)
	cd frontend && npm run --silent build
	touch frontend/dist/.gitkeep $@

bin/unionscreen: deps $(shell find cmd ingest queries aggregator dashboard deploy frontend/embed.go -name '*.go' -o -name '*.sql' -o -name '*.yaml' -o -name '*.csv' -o -name '*.json' 2>/dev/null) go.mod
	go build -o $@ ./cmd/unionscreen

$(GOLANGCI): .ci/tools/golangci-lint/go.mod
	cd .ci/tools/golangci-lint && go build -o ../../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

$(GOVULNCHECK): .ci/tools/govulncheck/go.mod
	cd .ci/tools/govulncheck && go build -o ../../../$@ golang.org/x/vuln/cmd/govulncheck

clean:
	rm -rf bin bench test-output frontend/dist/* frontend/node_modules node_modules
