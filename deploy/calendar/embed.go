// Package calendar holds calendars of public holidays as files. It only carries the bytes: what they mean is package
// office's.
package calendar

import _ "embed"

// CN is the calendar of China as the State Council's yearly notices announce it.
//
//go:embed cn.yaml
var CN []byte
