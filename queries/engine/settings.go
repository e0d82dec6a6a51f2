package engine

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// parameter is the value of a {name:Type} placeholder, in ClickHouse's escaped
// text form, as clickhouse-go sends it.
type parameter struct{ name, value string }

type parameters []parameter

// setting is one ClickHouse setting as it came in the URL.
type setting struct{ name, value string }

// baseSettings are what every session has between two statements. DEFAULT would
// give the compiled value, which is not what we want for these; every other
// setting goes back to DEFAULT.
func baseSettings(c childConfig) []setting {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return []setting{
		{"async_insert", "0"},                  // the embedded build defaults to 1, which breaks "one INSERT = one block"
		{"implicit_select", "0"},               // embedded default 1: text that is no statement would run
		{"allow_introspection_functions", "0"}, // embedded default 1
		{"max_execution_time", n(c.MaxExecutionSeconds)},
		{"max_memory_usage", n(c.MaxQueryMemory)},
		{"max_bytes_before_external_group_by", n(c.MaxQueryMemory / 2)},
		{"max_bytes_before_external_sort", n(c.MaxQueryMemory / 2)},
		{"max_insert_threads", "0"},
		// The sampling profilers work by signals, which the Go runtime also uses.
		{"query_profiler_cpu_time_period_ns", "0"},
		{"query_profiler_real_time_period_ns", "0"},
		{"memory_profiler_step", "0"},
	}
}

// withInsertSettings puts the insert settings in the place of the request's own.
func withInsertSettings(settings []setting, maxBody int64) []setting {
	fixed := insertSettings(maxBody)
	own := slices.DeleteFunc(settings, func(s setting) bool {
		return slices.ContainsFunc(fixed, func(f setting) bool { return f.name == s.name })
	})
	return append(own, fixed...)
}

// insertSettings make one block of a body: before the table the engine joins
// blocks until they reach either minimum, so both stand above what a body may
// hold. One Native block (what clickhouse-go sends) is never cut in any case.
func insertSettings(maxBody int64) []setting {
	return []setting{
		{"async_insert", "0"}, // would join the rows of several requests
		{"max_insert_threads", "1"},
		{"min_insert_block_size_rows", strconv.Itoa(2 * maxInsertRows)},
		{"min_insert_block_size_bytes", strconv.FormatInt(8*maxBody, 10)},
	}
}

// maxInsertRows is the largest number of rows of one INSERT with data.
const maxInsertRows = 1 << 20

// transport are URL keys that belong to HTTP and are no settings. The value says
// whether a non-empty value other than 0 is refused, because ignoring it would
// change the meaning of the request.
var transport = map[string]bool{
	"query": false, "database": false, "default_format": false, "client_protocol_version": false,
	"query_id": false, "quota_key": false, "buffer_size": false, "wait_end_of_query": false,
	"http_write_exception_in_output_format": false, "enable_http_compression": false,
	"network_compression_method": false, "network_zstd_compression_level": false,
	"compress": true, "decompress": true, "session_id": true, "session_timeout": true, "session_check": true,
	"user": true, "password": true, "role": true, "stacktrace": true,
	"dialect": true, // another parser than the one the refusals are made for
}

var settingName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)

// readSettings splits the URL into settings and parameters.
func readSettings(query url.Values) ([]setting, parameters, *fault) {
	var settings []setting
	var params parameters
	for key, values := range query {
		value := values[len(values)-1]
		if name, ok := strings.CutPrefix(key, "param_"); ok {
			params = append(params, parameter{name, value})
			continue
		}
		if refused, known := transport[key]; known {
			if refused && value != "" && value != "0" && value != "clickhouse" {
				return nil, nil, newFault(400, codeNotImplemented, "NOT_IMPLEMENTED", "the embedded engine does not take %s=%s", key, value)
			}
			continue
		}
		if !settingName.MatchString(key) {
			return nil, nil, newFault(400, codeBadArguments, "BAD_ARGUMENTS", "%q is no name of a setting", key)
		}
		settings = append(settings, setting{key, value})
	}
	sort.Slice(settings, func(i, j int) bool { return settings[i].name < settings[j].name })
	return settings, params, nil
}

// setStatement writes SET for the settings.
func setStatement(settings []setting) string {
	parts := make([]string, len(settings))
	for i, s := range settings {
		parts[i] = s.name + " = " + quoteText(s.value)
	}
	return "SET " + strings.Join(parts, ", ")
}

// restoreStatement writes SET that takes the settings back to base.
func restoreStatement(settings, base []setting) string {
	parts := make([]string, 0, len(settings))
	seen := map[string]bool{}
	for _, s := range settings {
		if seen[s.name] {
			continue
		}
		seen[s.name] = true
		value := "DEFAULT"
		for _, b := range base {
			if b.name == s.name {
				value = quoteText(b.value)
			}
		}
		parts = append(parts, s.name+" = "+value)
	}
	return "SET " + strings.Join(parts, ", ")
}

var textEscaper = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

func quoteText(s string) string { return "'" + textEscaper.Replace(s) + "'" }

func quoteName(s string) string {
	return "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(s) + "`"
}

// engineArguments are the start arguments: only the first session's count. The
// pools and caches are those of a small machine; the engine's own defaults
// reserve up to 5 GiB for single caches and 16 merge threads.
func engineArguments(c childConfig, config string) []string {
	args := []string{"clickhouse", "--path=" + c.Dir, "--config-file=" + config}
	for _, s := range []setting{
		{"max_server_memory_usage", strconv.FormatInt(c.MaxServerMemory, 10)},
		{"background_pool_size", "2"},
		{"background_schedule_pool_size", "2"},
		{"background_schedule_pool_initial_size", "2"},
		{"mark_cache_size", "67108864"},
		{"primary_index_cache_size", "67108864"},
		{"index_mark_cache_size", "16777216"},
		{"vector_similarity_index_cache_size", "1048576"},
		{"text_index_tokens_cache_size", "1048576"},
		{"text_index_header_cache_size", "1048576"},
		{"text_index_postings_cache_size", "1048576"},
		{"parquet_metadata_cache_size", "1048576"},
		{"iceberg_metadata_files_cache_size", "1048576"},
		{"query_condition_cache_size", "16777216"},
	} {
		args = append(args, fmt.Sprintf("--%s=%s", s.name, s.value))
	}
	return args
}
