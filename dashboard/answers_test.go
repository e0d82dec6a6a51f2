package dashboard

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden answers anew; look at the difference before committing it")

// compareAnswer holds an answer to testdata/answers, which the TypeScript tests read too. The files are indented for the
// eye; what is sent is compact.
func compareAnswer(t *testing.T, name, body string) {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, []byte(body), "", "  "); err != nil {
		t.Fatalf("%s: not JSON: %v in %.300s", name, err, body)
	}
	pretty.WriteByte('\n')
	path := filepath.Join("testdata", "answers", name)
	if *update {
		if err := os.WriteFile(path, pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden answer: %v (go test ./dashboard -run Golden -update writes it)", err)
	}
	if bytes.Equal(want, pretty.Bytes()) {
		return
	}
	was, is := bytes.Split(want, []byte("\n")), bytes.Split(pretty.Bytes(), []byte("\n"))
	for i := range min(len(was), len(is)) {
		if !bytes.Equal(was[i], is[i]) {
			t.Fatalf("%s differs in line %d: %s, was %s", name, i+1, is[i], was[i])
		}
	}
	t.Fatalf("%s has %d lines, had %d", name, len(is), len(was))
}
