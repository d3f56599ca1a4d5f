package main

import (
	"bytes"
	"fmt"

	"github.com/VictoriaMetrics/metrics"
)

func counterOfVictoriaMetrics() work {
	counter := metrics.NewSet().NewCounter("requests_total")
	return each(counter.Inc)
}

// Its own buckets, 18 for each power of ten.
func histogramOfVictoriaMetrics() work {
	histogram := metrics.NewSet().NewHistogram("seconds")
	return eachDuration(histogram.Update)
}

// Labels are part of the name: making that string is part of the look-up.
func lookUpOfVictoriaMetrics() work {
	set := metrics.NewSet()
	return eachKey(func(key key) {
		set.GetOrCreateCounter(`http_requests_total{method="` + key.method + `",route="` + key.route + `"}`).Inc()
	})
}

// Counters, sorted and encoded, per line.
func encodedCountersOfVictoriaMetrics(count int) work {
	set := metrics.NewSet()
	for index, key := range pageKeys(count) {
		name := fmt.Sprintf(`http_requests_total{method="%s",route="%s"}`, key.method, key.route)
		set.NewCounter(name).Set(uint64(index * 37))
	}
	return encodedSet(set, count)
}

// 10,000 gauges of random fractions, sorted and encoded, per line.
func encodedGaugesOfVictoriaMetrics() work {
	const count = 10_000
	set := metrics.NewSet()
	values := durations(1)
	for index, key := range pageKeys(count) {
		value := values[index]
		name := fmt.Sprintf(`http_latency_seconds{method="%s",route="%s"}`, key.method, key.route)
		set.NewGauge(name, func() float64 { return value })
	}
	return encodedSet(set, count)
}

func encodedSet(set *metrics.Set, lines int) work {
	return work{units: lines, prepare: func(int) func(int) {
		var page bytes.Buffer
		return func(iterations int) {
			for turn := 0; turn < iterations; turn++ {
				page.Reset()
				set.WritePrometheus(&page)
			}
		}
	}}
}
