package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

// anEvent is one that is accepted; its id makes it different from others.
func anEvent(id string) string {
	return `{"specversion":"1.0","id":"` + id + `","source":"/330110/hall","type":"union.online","time":"2026-09-30T23:59:58+08:00","data":{"union":"330110","grassroots":"g-1"}}`
}

func TestValidate(t *testing.T) {
	good, wrong := anEvent("e-1"), strings.Replace(anEvent("e-2"), `"grassroots":"g-1"`, `"grassroots":1`, 1)
	pretty := strings.NewReplacer(`,"`, ",\n \"", `{"spec`, "{\n \"spec").Replace(good)
	const number = "line %d: bad_value:data.grassroots: data.grassroots is a number; send a string.%s [%stype union.online, id e-2]\n"
	for _, c := range []struct {
		about, text string
		code        int
		out         string
	}{
		{"nothing", "", 0, "0 accepted, 0 rejected\n"},
		{"blank lines", "\n \r\n\t\n", 0, "0 accepted, 0 rejected\n"},
		{"one event", good, 0, "1 accepted, 0 rejected\n"},
		{"one event over several lines", pretty + "\n", 0, "1 accepted, 0 rejected\n"},
		{"one faulty event over several lines", "\n\n" + strings.Replace(pretty, "1.0", "1.1", 1), 1,
			"line 3: not_cloudevents: the message is no CloudEvent of version 1.0; send \"specversion\":\"1.0\". [type union.online, id e-1]\n0 accepted, 1 rejected\n"},
		{"one event over several lines, cut", strings.TrimSuffix(pretty, "}"), 1,
			"line 1: malformed_json: the value is not JSON: at byte " + strconv.Itoa(len(pretty)-1) + " a comma or the end of the object is expected; send valid JSON in UTF-8.\n0 accepted, 1 rejected\n"},
		{"lines", good + "\n\n" + wrong + "\r\n" + good, 1, fmt.Sprintf(number, 3, "", "") + "2 accepted, 1 rejected\n"},
		{"lines, the first cut", good[:50] + "\n" + good + "\n", 1,
			"line 1: malformed_json: the value is not JSON: at byte 50 the text ends inside a string; send valid JSON in UTF-8.\n1 accepted, 1 rejected\n"},
		{"a time far ahead is not judged", strings.Replace(good, "2026", "2099", 1), 0, "1 accepted, 0 rejected\n"},
		{"an empty list", " [\n] \n", 0, "0 accepted, 0 rejected\n"},
		{"a list", "[" + good + "," + wrong + "]", 1, fmt.Sprintf(number, 1, "", "event 2 of the list, ") + "1 accepted, 1 rejected\n"},
		{"a list over lines", "\n[\n" + good + "\n,\n" + pretty + ",\n" + wrong + "\n]\n", 1, fmt.Sprintf(number, 13, "", "event 3 of the list, ") + "2 accepted, 1 rejected\n"},
		{"signs inside strings", "[" + strings.Replace(good, "g-1", `g-1]\",[{\\`, 1) + "," + good + "]", 0, "2 accepted, 0 rejected\n"},
		{"a list with a comma too many", "[" + good + ",]", 1,
			"line 1: malformed_json: the value is not JSON: at byte 0 the text ends where a value should stand; send valid JSON in UTF-8. [event 2 of the list]\n1 accepted, 1 rejected\n"},
		{"a list with a comma first", "[," + good + "]", 1,
			"line 1: malformed_json: the value is not JSON: at byte 0 the text ends where a value should stand; send valid JSON in UTF-8. [event 1 of the list]\n1 accepted, 1 rejected\n"},
		{"a list that is not closed", "[\n" + good + "\n", 1, "line 3: malformed_json: the list is not closed; end it with ].\n1 accepted, 1 rejected\n"},
		{"a list that is not closed after a comma", "[" + good + ",\n", 1, "line 2: malformed_json: the list is not closed; end it with ].\n1 accepted, 1 rejected\n"},
		{"two lists", "[" + good + "]\n[" + good + "]", 1,
			"line 2: malformed_json: there is text after the list; a file holds one list, or events on lines of their own.\n1 accepted, 1 rejected\n"},
		{"a number of a person", strings.Replace(anEvent("13812345678"), "g-1", "13812345678", 1), 1,
			"line 1: personal_data: the event holds a resident identity number or a mobile number; send an opaque reference instead. [type union.online, id ***********]\n0 accepted, 1 rejected\n"},
	} {
		code, out, stderr := call(t, "validate", fileOf(t, "events.json", c.text))
		if code != c.code || out != c.out {
			t.Errorf("%s: exit %d (want %d)\n%s\nwant\n%s", c.about, code, c.code, out, c.out)
		}
		if wrong := strings.Contains(stderr, " events would be rejected; mend what the lines above name\n"); wrong != (code == 1) || code == 0 && stderr != "" {
			t.Errorf("%s: %q", c.about, stderr)
		}
	}
}

// TestValidateFaults wants the exit code and the sentence of what is no file of events.
func TestValidateFaults(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{nil, 2, "accepts 1 arg(s), received 0"},
		{[]string{"a", "b"}, 2, "accepts 1 arg(s), received 2"},
		{[]string{"/no/such/file"}, 1, "no such file"},
		{[]string{t.TempDir()}, 1, "is a directory"},
		{[]string{fileOf(t, "bom.json", "\ufeff"+anEvent("e-1"))}, 1, "byte order mark; save it as UTF-8 without one"},
		{[]string{fileOf(t, "utf16.json", "\xff\xfe{\x00")}, 1, "byte order mark; save it as UTF-8 without one"},
	} {
		code, out, stderr := call(t, append([]string{"validate"}, c.args...)...)
		if code != c.code || out != "" || strings.Count(stderr, c.want) != 1 {
			t.Errorf("%q: exit %d, %q, %q", c.args, code, out, stderr)
		}
	}
}

// TestValidateStandardInput runs the program itself between pipes.
func TestValidateStandardInput(t *testing.T) {
	cmd := program("validate", "-")
	cmd.Stdin = strings.NewReader(anEvent("e-1") + "\n" + anEvent("e 2") + "\n")
	out, err := cmd.Output()
	const want = "line 2: bad_value:id: id is no code; send 1 to 128 characters of printable ASCII without spaces. [type union.online]\n1 accepted, 1 rejected\n"
	if err == nil || cmd.ProcessState.ExitCode() != 1 || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
	cmd = program("validate", "-")
	cmd.Stdin = strings.NewReader(anEvent("e-1"))
	if out, err := cmd.Output(); err != nil || string(out) != "1 accepted, 0 rejected\n" {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestValidateLimitIsExact: the largest event passes, with any end of its line, and one byte more does not.
func TestValidateLimitIsExact(t *testing.T) {
	text := anEvent("e-1")
	full := text + strings.Repeat(" ", 64<<10-len(text))
	for end, want := range map[string]int{"": 0, "\n": 0, "\r\n": 0, " \n": 1} {
		if code, out, _ := call(t, "validate", fileOf(t, "events.ndjson", full+end)); code != want || strings.Contains(out, "too_large: the event has 65537 bytes") != (want == 1) {
			t.Errorf("with the end %q: exit %d, %s", end, code, out)
		}
	}
}

// failing breaks off in the middle.
type failing struct{ text io.Reader }

var errTorn = errors.New("torn cable")

func (f failing) Read(b []byte) (int, error) {
	n, err := f.text.Read(b)
	if errors.Is(err, io.EOF) {
		err = errTorn
	}
	return n, err
}

func TestValidateTellsWhatBrokeOff(t *testing.T) {
	for _, text := range []string{strings.Repeat(anEvent("e")+"\n", 3000), "[" + strings.Repeat(anEvent("e")+",", 3000)} {
		var out strings.Builder
		err := validate(t.Context(), "pipe", failing{strings.NewReader(text)}, &out)
		if !errors.Is(err, errTorn) || strings.Contains(out.String(), "accepted,") {
			t.Errorf("%v\n%s", err, out.String())
		}
	}
}
