package engine

import (
	"regexp"
	"strings"
	"testing"
)

func TestRefused(t *testing.T) {
	for _, c := range []struct{ why, sql string }{
		{"a file", "SELECT * FROM file('/etc/passwd', 'TSV', 'x String')"},
		{"a file as a value", "SELECT file('/etc/passwd')"},
		{"case", "SELECT * FROM FiLe('x')"},
		{"white space before the parenthesis", "SELECT * FROM file \t\r\n ('x')"},
		{"a comment before the parenthesis", "SELECT * FROM file/* harmless */('x')"},
		{"a line comment before the parenthesis", "SELECT * FROM file -- harmless\n('x')"},
		{"a comment that looks like a string", "SELECT '/*' , file('x') /* ' */"},
		{"a string that looks like a comment", "SELECT '--', file('x')"},
		{"an escaped quote", `SELECT 'it\'s', file('x')`},
		{"a doubled quote", "SELECT 'it''s', file('x')"},
		{"a backslash at the end of a string", `SELECT '\\', file('x')`},
		{"backticks", "SELECT * FROM `file`('x')"},
		{"double quotes", `SELECT * FROM "url" ('http://127.0.0.1')`},
		{"a quoted name with escapes", "SELECT * FROM `fi\\x6ce`('x')"},
		{"nested comments, which two readers read differently", "SELECT /* /* */ 1 */ file('x')"},
		{"no-break space", "SELECT * FROM file\u00a0('x')"},
		{"heredoc", "SELECT $x$ ' $x$, file('x')"},
		{"a hash comment", "SELECT 1 # ' \n, file('x')"},
		{"the network", "SELECT * FROM url('http://127.0.0.1/', CSV)"},
		{"a cluster of files", "SELECT * FROM urlCluster('c', 'x')"},
		{"s3 family", "SELECT * FROM s3Cluster('c', 'x')"},
		{"remote", "SELECT * FROM remoteSecure('127.0.0.1', system.one)"},
		{"another database server", "SELECT * FROM PostgreSQL('127.0.0.1', 'd', 't', 'u', 'p')"},
		{"lakes", "SELECT * FROM icebergLocal('/x')"},
		{"programs", "SELECT * FROM executable('x', TSV, 'x String')"},
		{"text as SQL", "SELECT * FROM eval('SELECT 1')"},
		{"language models", "SELECT aiGenerate('x')"},
		{"a function as a column transformer", "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')"},
		{"a function as a column transformer without parentheses", "SELECT * APPLY file FROM (SELECT '/etc/passwd')"},
		{"a file inside of a view", "CREATE VIEW v AS SELECT * FROM file('x')"},
		{"a file inside of a function", "CREATE FUNCTION f AS (x) -> file(x)"},
		{"INSERT into a file", "INSERT INTO FUNCTION file('x', CSV) SELECT 1"},
		{"a disk of one's own", "CREATE TABLE t (x Int8) ENGINE = MergeTree ORDER BY x SETTINGS disk = disk(type = local, path = '/etc/')"},
		{"INTO OUTFILE", "SELECT 1 INTO OUTFILE '/tmp/x'"},
		{"INTO OUTFILE with a comment", "SELECT 1 INTO /**/ outfile '/tmp/x' TRUNCATE"},
		{"FROM INFILE", "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT TSV"},
		{"a file as a table", "CREATE TABLE t (x String) ENGINE = File(TSV, '/etc/passwd')"},
		{"a file as a table without the equals sign", "CREATE TABLE t (x String) ENGINE File(TSV)"},
		{"a quoted engine", "CREATE TABLE t (x String) ENGINE = `URL`('http://127.0.0.1', TSV)"},
		{"an engine that names tables by text", "CREATE TABLE t (x String) ENGINE = Buffer('d', 't', 1, 1, 1, 1, 1, 1, 1)"},
		{"Kafka", "CREATE TABLE t (x String) ENGINE = Kafka SETTINGS kafka_broker_list = 'x'"},
		{"a directory as a database", "CREATE DATABASE d ENGINE = Filesystem('/')"},
		{"a database elsewhere", "ATTACH DATABASE d ENGINE = MySQL('127.0.0.1', 'd', 'u', 'p')"},
		{"parts from elsewhere", "ATTACH TABLE t FROM '/tmp/x' (n UInt8) ENGINE = MergeTree ORDER BY n"},
		{"a dictionary from a file", "CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(FILE(PATH '/x' FORMAT 'CSV')) LAYOUT(FLAT()) LIFETIME(0)"},
		{"a dictionary from elsewhere", "CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(HOST 'x' DB 'd' TABLE 't')) LAYOUT(FLAT()) LIFETIME(0)"},
		{"a dictionary from text", "CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(DB 'd' QUERY 'SELECT 1')) LAYOUT(FLAT()) LIFETIME(0)"},
		{"a dictionary without database", "CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(TABLE 't')) LAYOUT(FLAT()) LIFETIME(0)"},
		{"SHUTDOWN", "SYSTEM SHUTDOWN"},
		{"KILL", "/* x */ system /* y */ kill"},
		{"failing on purpose", "SYSTEM ENABLE FAILPOINT x"},
		{"a beginning that is allowed", "SYSTEM FLUSH LOGSTASH"},
		{"a second statement", "SELECT 1; SYSTEM SHUTDOWN"},
		{"a second statement behind an empty one", "SELECT 1;; DROP TABLE t"},
		{"statements side by side", "DROP TABLE a PARALLEL WITH SYSTEM SHUTDOWN"},
		{"BACKUP", "BACKUP DATABASE d TO File('/tmp/x')"},
		{"RESTORE", "RESTORE DATABASE d FROM File('/tmp/x')"},
		{"SET, which would outlive the request", "SET max_threads = 1"},
		{"USE, which would outlive the request", "USE system"},
		{"temporary tables", "CREATE TEMPORARY TABLE t (n Int8)"},
		{"users", "CREATE USER u"},
		{"grants", "GRANT ALL ON *.* TO default"},
		{"named collections", "CREATE NAMED COLLECTION c AS a = 1"},
		{"another dialect", "SELECT 1 SETTINGS dialect = 'prql'"},
		{"the overlay database", "SELECT * FROM default.`/etc/passwd`"},
		{"the overlay database in quotes", "SELECT * FROM `default` . `/etc/passwd`"},
		{"the end of the overlay's stand-in", "DROP DATABASE IF EXISTS default"},
		{"text that is no statement", "1 + 1"},
		{"nothing", " -- only a comment"},
		{"an open quote", "SELECT 'x"},
		{"an open comment", "SELECT 1 /* x"},
	} {
		if st, err := readStatement(c.sql); err == nil {
			t.Errorf("%s: %s: passed as %+v", c.why, c.sql, st)
		} else if err.code != codeAccessDenied && err.code != codeSyntax {
			t.Errorf("%s: %s: code %d", c.why, c.sql, err.code)
		}
	}
}

func TestPasses(t *testing.T) {
	for _, c := range []struct {
		why, sql string
		kind     statementKind
	}{
		{"a string", "SELECT 'file(''/etc/passwd'')', \"url\", `file`", kindSelect},
		{"columns with such names", "SELECT file, url, t.remote FROM t WHERE file = 'x' AND url IN ('a', 'b') ORDER BY file, url", kindSelect},
		{"a table with such columns", "CREATE TABLE t (file String, url String, engine String, source String, disk String) ENGINE = MergeTree ORDER BY (file, url)", kindOther},
		{"functions that only sound so", "SELECT URLHash(url), filesystemAvailable(), URLHierarchy(url), decodeURLComponent(url), urlPath FROM t", kindSelect},
		{"comments", "/* file('x') */ SELECT 1 -- url('x')\n", kindSelect},
		{"such columns in an INSERT", "INSERT INTO d.t (file, url) SELECT file, url FROM u", kindOther},
		{"a table of such a name, with its database", "INSERT INTO d.file (n) VALUES (1)", kindOther},
		{"a closing semicolon", "SELECT 1;\n", kindSelect},
		{"a closing semicolon and comment", "SELECT 1; -- end", kindSelect},
		{"parentheses", "(SELECT 1) UNION ALL (SELECT 2)", kindSelect},
		{"WITH", "WITH x AS (SELECT 1) SELECT * FROM x", kindSelect},
		{"WITH … INSERT", "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", kindOther},
		{"parameters", "SELECT {x:String}, {y:Array(Tuple(String, UInt8))} FROM {t:Identifier}", kindSelect},
		{"a view", "CREATE MATERIALIZED VIEW v ENGINE = AggregatingMergeTree ORDER BY a AS SELECT a FROM system.tables WHERE engine = 'File'", kindOther},
		{"a dictionary", "CREATE DICTIONARY d (k UInt64) PRIMARY KEY k SOURCE(CLICKHOUSE(DB 'd' TABLE 't')) LAYOUT(FLAT()) LIFETIME(0)", kindOther},
		{"a database", "CREATE DATABASE IF NOT EXISTS d ENGINE = Atomic", kindOther},
		{"a temporary column", "CREATE TABLE t (temporary UInt8, user String, default String DEFAULT 'x') ENGINE = Null", kindOther},
		{"SYSTEM for merges", "SYSTEM STOP MERGES d.t", kindOther},
		{"KILL", "KILL QUERY WHERE query_id = 'x' SYNC", kindKill},
		{"EXPLAIN", "EXPLAIN indexes = 1 SELECT 1", kindOther},
		{"DESCRIBE", "DESCRIBE TABLE t", kindOther},
		{"numbers", "SELECT 1e5, .5, 0x1F, 1_000, x'4142', t.1", kindSelect},
		{"operators", "SELECT a -> a + 1, x::UInt8, [1, 2][1], a ? b : c, a || b, a != b, -1 % 2", kindSelect},
	} {
		st, err := readStatement(c.sql)
		if err != nil {
			t.Errorf("%s: %s: %v", c.why, c.sql, err)
		} else if st.kind != c.kind {
			t.Errorf("%s: %s: kind %d, want %d", c.why, c.sql, st.kind, c.kind)
		}
	}
}

func TestRowsOfAnInsertAreNoSQL(t *testing.T) {
	for _, c := range []struct{ text, sql, format, data string }{
		{"INSERT INTO t (a, b) FORMAT Native", "INSERT INTO t (a, b) ", "Native", ""},
		{"insert into t format CSV\n1,\"file('x')\"\n", "insert into t ", "CSV", "1,\"file('x')\"\n"},
		{"INSERT INTO t FORMAT TSV 1\n;SYSTEM SHUTDOWN", "INSERT INTO t ", "TSV", "1\n;SYSTEM SHUTDOWN"},
		{"INSERT INTO `format` (format) FORMAT JSONEachRow {\"it's\": 1}", "INSERT INTO `format` (format) ", "JSONEachRow", "{\"it's\": 1}"},
	} {
		st, err := readStatement(c.text)
		want := statement{kind: kindInsert, sql: c.sql, format: c.format, data: c.data}
		if err != nil || st != want {
			t.Errorf("%q: %+v, %v", c.text, st, err)
		}
	}
	// Behind SELECT and VALUES nothing is data.
	for _, sql := range []string{
		"INSERT INTO t SELECT 1 FORMAT Null ; SYSTEM SHUTDOWN",
		"INSERT INTO t VALUES (1) ; SYSTEM SHUTDOWN",
		"INSERT INTO t VALUES (file('x'))",
	} {
		if _, err := readStatement(sql); err == nil {
			t.Errorf("%s: passed", sql)
		}
	}
}

// FuzzReadStatement looks for a panic, and for a statement that passes although a
// reader that knows nothing of quotes and comments sees none and sees file(.
func FuzzReadStatement(f *testing.F) {
	f.Add("SELECT 'a' -- b\n, `c` /* d */ FROM file('x')")
	f.Add("INSERT INTO t FORMAT CSV 1;2")
	f.Add("SELECT file (1)")
	plain := regexp.MustCompile(`(?i)(^|[^a-z0-9_$.])file[ \t\n]*\(`)
	f.Fuzz(func(t *testing.T, sql string) {
		st, err := readStatement(sql)
		if err == nil && st.kind != kindInsert && !strings.ContainsAny(sql, "'`\"-/*;.") && plain.MatchString(sql) {
			t.Errorf("passed: %q", sql)
		}
	})
}
