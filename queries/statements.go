package queries

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

//go:embed schema/*.sql
var schemaFiles embed.FS

// statement returns the text of sql/<question>.sql without its comments. The
// names are constants of this package: an unknown one is a fault of the build,
// and the test of all questions finds it.
func statement(question string) (string, error) {
	text, err := sqlFiles.ReadFile("sql/" + question + ".sql")
	if err != nil {
		return "", fmt.Errorf("read question %s: %w", question, err)
	}
	return uncommented(string(text)), nil
}

// uncommented drops comment lines: the client looks for parameters in the whole
// text, and a comment may name one.
func uncommented(text string) string {
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// split cuts a schema file into statements, each ended by a semicolon at the
// end of a line.
func split(text string) []string {
	var statements []string
	for part := range strings.SplitSeq(uncommented(text)+"\n", ";\n") {
		if part = strings.TrimSpace(part); part != "" {
			statements = append(statements, part)
		}
	}
	return statements
}
