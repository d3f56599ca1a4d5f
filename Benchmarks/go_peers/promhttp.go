package main

import (
	"net/http"
	"net/http/httptest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const gzippedLines = 100_000

func scraped() func() int {
	registry := prometheus.NewRegistry()
	family := prometheus.NewCounterVec(
		prometheus.CounterOpts{Name: "http_requests_total", Help: "Requests."}, []string{"method", "route"})
	registry.MustRegister(family)
	for index, key := range pageKeys(gzippedLines) {
		family.WithLabelValues(key.method, key.route).Add(float64(index * 37))
	}
	handler := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return func() int {
		request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		request.Header.Set("Accept-Encoding", "gzip")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK || answer.Header().Get("Content-Encoding") != "gzip" {
			fail("promhttp did not answer with a gzipped page")
		}
		return answer.Body.Len()
	}
}

// A page of 100,000 counters as promhttp answers it, gathered, encoded and compressed, per line.
func gzippedPageOfPromhttp() work {
	scrape := scraped()
	return work{units: gzippedLines, prepare: func(int) func(int) {
		return func(iterations int) {
			for turn := 0; turn < iterations; turn++ {
				scrape()
			}
		}
	}}
}

// The bytes of that page, per line.
func gzippedSizeOfPromhttp() work {
	return work{size: func() float64 { return float64(scraped()()) / gzippedLines }}
}
