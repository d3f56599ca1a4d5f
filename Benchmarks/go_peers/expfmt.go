package main

import (
	"bytes"
	"fmt"

	"github.com/prometheus/common/expfmt"
)

// A text page of 100,000 counters read into families, per line.
func parsedPageOfExpfmt() work {
	const count = 100_000
	var page bytes.Buffer
	page.WriteString("# HELP http_requests_total Requests.\n# TYPE http_requests_total counter\n")
	for index, key := range pageKeys(count) {
		fmt.Fprintf(&page, "http_requests_total{method=%q,route=%q} %d\n", key.method, key.route, index*37)
	}
	return work{units: count, prepare: func(int) func(int) {
		return func(iterations int) {
			for turn := 0; turn < iterations; turn++ {
				var parser expfmt.TextParser
				if _, err := parser.TextToMetricFamilies(bytes.NewReader(page.Bytes())); err != nil {
					fail(err.Error())
				}
			}
		}
	}}
}
