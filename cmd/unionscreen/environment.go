package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

const environmentPrefix = "UNIONSCREEN_"

// reserved variables belong to rooms and to tests, and not to the configuration file.
var reserved = map[string]bool{
	"UNIONSCREEN_ENGINE_LIBRARY": true, "UNIONSCREEN_ENGINE_CHILD": true,
	"UNIONSCREEN_SHARED_DATA": true, "UNIONSCREEN_CHECK": true, "UNIONSCREEN_BENCH": true, "UNIONSCREEN_KAFKA": true,
}

// applyEnvironment lays UNIONSCREEN_SECTION_KEY over the file. An unknown variable of the prefix is refused: a
// misspelt key that is silently ignored would run the product with the wrong setting.
func applyEnvironment(cfg *Config, environ []string) error {
	var faults []error
	set := map[string]bool{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, environmentPrefix) || reserved[name] {
			continue
		}
		set[name] = true
		if err := setVariable(cfg, strings.TrimPrefix(name, environmentPrefix), value); err != nil {
			faults = append(faults, fmt.Errorf("environment variable %s: %w", name, err))
		}
	}
	for name := range set {
		if set[name+"_FILE"] {
			faults = append(faults, fmt.Errorf("environment variables %s and %s_FILE are both set: which one holds? Remove one", name, name))
		}
	}
	return errors.Join(faults...)
}

func setVariable(cfg *Config, name, value string) error {
	field, _, ok := findField(cfg, name)
	if !ok {
		return setFromFile(cfg, name, value)
	}
	switch field.Interface().(type) {
	case string:
		field.SetString(value)
	case []string:
		field.Set(reflect.ValueOf(splitList(value)))
	case bool:
		if value != "true" && value != "false" {
			return fmt.Errorf("%q is neither true nor false", value)
		}
		field.SetBool(value == "true")
	case time.Duration:
		d, err := parseDuration(value)
		if err != nil {
			return err
		}
		field.SetInt(int64(d))
	default:
		return fmt.Errorf("keys of type %s cannot be set by the environment", field.Type())
	}
	return nil
}

// splitList reads a list separated by commas; an empty text is an empty list.
func splitList(value string) []string {
	list := []string{}
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// setFromFile takes a secret from the file that a variable SECTION_KEY_FILE names.
func setFromFile(cfg *Config, name, path string) error {
	base, isFile := strings.CutSuffix(name, "_FILE")
	field, secret, ok := findField(cfg, base)
	if !isFile || !ok || !secret {
		return errors.New("there is no such key; deploy/config.example.yaml lists all")
	}
	text, err := readSecret(path)
	if err != nil {
		return err
	}
	field.SetString(text)
	return nil
}

// readSecret reads a file that only its owner may read.
func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if readableByOthers(info) {
		return "", fmt.Errorf("others may read the secret in %s: run chmod 600 %s", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(text))
	if secret == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return secret, nil
}

func readableByOthers(info os.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }

// eachKey visits every key of the configuration with its path, such as kafka tls ca_file.
func eachKey(values reflect.Value, path []string, visit func(path []string, field reflect.Value, secret bool)) {
	for i := range values.NumField() {
		tag := values.Type().Field(i).Tag
		at := append(path[:len(path):len(path)], tag.Get("yaml"))
		if field := values.Field(i); field.Kind() == reflect.Struct {
			eachKey(field, at, visit)
		} else {
			visit(at, field, tag.Get("secret") == "true")
		}
	}
}

// findField answers the field whose path spells name in capitals.
func findField(cfg *Config, name string) (field reflect.Value, secret, ok bool) {
	eachKey(reflect.ValueOf(cfg).Elem(), nil, func(path []string, at reflect.Value, isSecret bool) {
		if strings.ToUpper(strings.Join(path, "_")) == name {
			field, secret, ok = at, isSecret, true
		}
	})
	return field, secret, ok
}

func eachSecret(cfg *Config, visit func(reflect.Value)) {
	eachKey(reflect.ValueOf(cfg).Elem(), nil, func(_ []string, field reflect.Value, secret bool) {
		if secret {
			visit(field)
		}
	})
}

func holdsSecret(cfg *Config) bool {
	holds := false
	eachSecret(cfg, func(v reflect.Value) { holds = holds || v.String() != "" })
	return holds
}

// printable returns the effective configuration as YAML with the secrets hidden.
func printable(cfg Config) (string, error) {
	eachSecret(&cfg, func(v reflect.Value) {
		if v.String() != "" {
			v.SetString("(hidden)")
		}
	})
	text, err := yaml.Marshal(cfg)
	return string(text), err
}
