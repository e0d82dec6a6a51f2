package engine

import "strings"

// What the embedded engine does not do, whoever asks. A ClickHouse server has
// users and grants for this; the embedded one trusts every caller with the whole
// machine, so the front refuses by name. Statements, table engines, database
// engines, dictionary sources and SYSTEM commands are lists of what is allowed;
// only functions, of which there are far too many, are a list of what is not.
// A test compares that list with the table functions of the pinned library.

// statements that may be run, by first word.
var statements = words(`SELECT WITH INSERT CREATE REPLACE DROP ALTER TRUNCATE RENAME EXCHANGE OPTIMIZE
	DESCRIBE DESC SHOW EXPLAIN EXISTS KILL DELETE UPDATE CHECK DETACH ATTACH UNDROP SYSTEM`)

// engines of tables and databases that keep their data in the data directory.
// Buffer, Distributed, Merge, Alias and the like are left out: they name other tables
// by text that is resolved outside of the statement.
var engines = words(`MergeTree ReplacingMergeTree SummingMergeTree AggregatingMergeTree CollapsingMergeTree
	VersionedCollapsingMergeTree CoalescingMergeTree GraphiteMergeTree
	Memory Null Set Join Log TinyLog StripeLog View MaterializedView Dictionary GenerateRandom EmbeddedRocksDB
	Atomic`)

// functions that reach files, the network, other processes, or run text as SQL.
// Names are compared in lower case.
var functions = words(`file filesystem fileCluster url urlCluster executable remote remoteSecure cluster clusterAllReplicas
	mysql postgresql mongodb redis sqlite odbc jdbc gcs oss cosn ytsaurus arrowFlight arrowstream python
	input eval loop disk catboostEvaluate modelEvaluate prometheusQuery prometheusQueryRange fuzzQuery kafka nats rabbitmq`)

// families of such functions, by the beginning of their names.
var families = []string{
	"s3", "hdfs", "azure", "iceberg", "deltalake", "hudi", "paimon", "ai", "datalake", "unity", "redis", "mongo",
}

// orders of SYSTEM that may be given, by their beginning.
var orders = []string{
	"FLUSH LOGS", "RELOAD DICTIONARY", "RELOAD DICTIONARIES", "STOP MERGES", "START MERGES", "STOP TTL MERGES", "START TTL MERGES",
	"REFRESH VIEW", "WAIT VIEW", "START VIEW", "STOP VIEW", "CANCEL VIEW", "SYNC MERGES",
	"DROP MARK CACHE", "DROP UNCOMPRESSED CACHE", "DROP QUERY CACHE", "CLEAR MARK CACHE", "CLEAR UNCOMPRESSED CACHE", "CLEAR QUERY CACHE",
}

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[strings.ToLower(w)] = true
	}
	return set
}

func denied(format string, args ...any) *fault {
	return newFault(403, codeAccessDenied, "ACCESS_DENIED", "the embedded engine refuses "+format, args...)
}

// refuse checks the tokens of one statement.
func refuse(tokens []token) *fault {
	if err := refuseStatement(tokens); err != nil {
		return err
	}
	for i := range tokens {
		if err := refuseAt(tokens, i); err != nil {
			return err
		}
	}
	return nil
}

// peek gives the token at i, or an empty string token beyond the end.
func peek(tokens []token, i int) token {
	if i < len(tokens) {
		return tokens[i]
	}
	return token{kind: tokenString}
}

// refuseStatement looks at the beginning of a statement.
func refuseStatement(tokens []token) *fault {
	first := 0
	for first < len(tokens)-1 && tokens[first].sign('(') {
		first++
	}
	word := tokens[first]
	if word.kind != tokenWord || !statements[strings.ToLower(word.text)] {
		return denied("statements that begin with %q (settings belong to the request, and sessions do not last)", word.text)
	}
	if peek(tokens, first+1).is("DATABASE") {
		for _, tok := range tokens[first:] {
			if tok.name() && tok.text == lobby {
				return denied("statements about the database default: each session begins in it")
			}
		}
	}
	switch {
	case word.is("SYSTEM"):
		return refuseOrder(tokens[first+1:])
	case word.is("CREATE") || word.is("REPLACE") || word.is("ATTACH"):
		return refuseCreate(tokens[first:])
	}
	return nil
}

func refuseOrder(tokens []token) *fault {
	var order []string
	for _, tok := range tokens {
		order = append(order, strings.ToUpper(tok.text))
	}
	text := strings.Join(order, " ") + " "
	for _, allowed := range orders {
		if strings.HasPrefix(text, allowed+" ") {
			return nil
		}
	}
	return denied("SYSTEM %s", strings.TrimSpace(text))
}

// refuseCreate checks engines and dictionary sources of a CREATE, REPLACE or
// ATTACH.
func refuseCreate(tokens []token) *fault {
	depth, dictionary := 0, false
	for i, tok := range tokens {
		next := peek(tokens, i+1)
		switch {
		case tok.sign('('):
			depth++
		case tok.sign(')'):
			depth--
		case depth == 0 && i < 6 && (tok.is("TEMPORARY") || tok.is("TEMP")):
			return denied("temporary tables: a session does not last beyond its request")
		case i < 4 && (tok.is("USER") || tok.is("NAMED")):
			return denied("CREATE %s", strings.ToUpper(tok.text))
		case i < 4 && tok.is("DICTIONARY"):
			dictionary = true
		case tokens[0].is("ATTACH") && tok.is("FROM") && next.kind == tokenString:
			return denied("ATTACH … FROM a path")
		case dictionary && tok.is("SOURCE") && next.sign('('):
			if err := refuseSource(tokens[i+2:]); err != nil {
				return err
			}
		case tok.is("ENGINE"):
			if next.sign('=') {
				next = peek(tokens, i+2)
			} else if depth > 0 || !next.name() {
				continue // a column of this name
			}
			if next.name() && !engines[strings.ToLower(next.text)] {
				return denied("ENGINE = %s", next.text)
			}
		}
	}
	return nil
}

// refuseSource allows a dictionary from a table of a named database only: without
// a database, and in QUERY and WHERE, text would be resolved elsewhere.
func refuseSource(tokens []token) *fault {
	if !peek(tokens, 0).is("CLICKHOUSE") {
		return denied("SOURCE(%s): only SOURCE(CLICKHOUSE(DB '…' TABLE '…'))", peek(tokens, 0).text)
	}
	database := false
	for i := 2; i < len(tokens) && !tokens[i].sign(')'); i += 2 {
		switch tok := tokens[i]; {
		case tok.is("DB"):
			database = true
		case !tok.is("TABLE"):
			return denied("%s in SOURCE(CLICKHOUSE(…)): only DB and TABLE", tok.text)
		}
		if value := peek(tokens, i+1); value.kind == tokenSign || strings.ContainsRune(value.text, '\\') {
			return denied("such a value in SOURCE(CLICKHOUSE(…))")
		}
	}
	if !database {
		return denied("SOURCE(CLICKHOUSE(…)) without DB")
	}
	return nil
}

// refuseAt looks at one place inside a statement.
func refuseAt(tokens []token, i int) *fault {
	tok, next := tokens[i], peek(tokens, i+1)
	switch {
	case tok.is("APPLY") && (next.name() || next.sign('(')):
		if next.sign('(') {
			next = peek(tokens, i+2)
		}
		return refuseFunction(next)
	case tok.name() && strings.EqualFold(tok.text, lobby) && next.sign('.'):
		return denied("the database default, which is empty and does not last: name another")
	case tok.name() && next.sign('(') && !(i > 0 && tokens[i-1].sign('.')):
		return refuseFunction(tok)
	case tok.is("INTO") && next.is("OUTFILE"):
		return denied("INTO OUTFILE")
	case tok.is("FROM") && next.is("INFILE"):
		return denied("FROM INFILE")
	case tok.is("PARALLEL") && next.is("WITH"):
		return denied("PARALLEL WITH")
	case tok.name() && strings.EqualFold(tok.text, "dialect") && next.sign('='):
		return denied("another dialect")
	}
	return nil
}

func refuseFunction(tok token) *fault {
	if tok.kind == tokenQuoted && strings.ContainsRune(tok.text, '\\') {
		return denied("a function name with escapes")
	}
	name, lower := tok.text, strings.ToLower(tok.text)
	if functions[lower] {
		return denied("the function %s", name)
	}
	for _, family := range families {
		if strings.HasPrefix(lower, family) {
			return denied("the function %s", name)
		}
	}
	return nil
}
