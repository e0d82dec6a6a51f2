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

// reserved variables belong to rooms and not to the configuration file.
var reserved = map[string]bool{
	"UNIONSCREEN_ENGINE_LIBRARY": true, "UNIONSCREEN_ENGINE_CHILD": true, "UNIONSCREEN_SHARED_DATA": true,
}

// applyEnvironment lays UNIONSCREEN_SECTION_KEY over the file. An unknown variable of the prefix is refused: a
// misspelt key that is silently ignored would run the product with the wrong setting.
func applyEnvironment(cfg *Config, environ []string) error {
	var faults []error
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, environmentPrefix) || reserved[name] {
			continue
		}
		if err := setVariable(cfg, strings.TrimPrefix(name, environmentPrefix), value); err != nil {
			faults = append(faults, fmt.Errorf("environment variable %s: %w", name, err))
		}
	}
	return errors.Join(faults...)
}

func setVariable(cfg *Config, name, value string) error {
	field, secret, ok := findField(cfg, name)
	if base, isFile := strings.CutSuffix(name, "_FILE"); !ok && isFile {
		if field, secret, ok = findField(cfg, base); ok && secret {
			text, err := os.ReadFile(value)
			if err != nil {
				return err
			}
			field.SetString(strings.TrimSpace(string(text)))
			return nil
		}
		ok = false
	}
	if !ok {
		return errors.New("no such key; see unionscreen serve --print-config")
	}
	switch field.Interface().(type) {
	case string:
		field.SetString(value)
	case []string:
		field.Set(reflect.ValueOf(strings.Split(value, ",")))
	case time.Duration:
		d, err := time.ParseDuration(value)
		if err != nil {
			return err
		}
		field.SetInt(int64(d))
	default:
		return fmt.Errorf("keys of type %s cannot be set by the environment", field.Type())
	}
	return nil
}

// findField answers the field whose section and key spell name in capitals.
func findField(cfg *Config, name string) (field reflect.Value, secret, ok bool) {
	root := reflect.ValueOf(cfg).Elem()
	for i := range root.NumField() {
		section := strings.ToUpper(root.Type().Field(i).Tag.Get("yaml"))
		key, found := strings.CutPrefix(name, section+"_")
		if !found {
			continue
		}
		values := root.Field(i)
		for j := range values.NumField() {
			tag := values.Type().Field(j).Tag
			if strings.ToUpper(tag.Get("yaml")) == key {
				return values.Field(j), tag.Get("secret") == "true", true
			}
		}
	}
	return reflect.Value{}, false, false
}

func eachSecret(cfg *Config, visit func(reflect.Value)) {
	root := reflect.ValueOf(cfg).Elem()
	for i := range root.NumField() {
		values := root.Field(i)
		for j := range values.NumField() {
			if values.Type().Field(j).Tag.Get("secret") == "true" {
				visit(values.Field(j))
			}
		}
	}
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
