// Times one operation of prometheus-cpp, as nines-bench asks for it:
//
//	prometheus_cpp register THREADS CHILDREN
//
// prints the milliseconds that one thread takes to make so many children with two labels.
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

int main(int argc, char** argv) {
  const int children = argc == 4 && std::string(argv[1]) == "register" ? std::atoi(argv[3]) : 0;
  if (children < 1) {
    std::fprintf(stderr, "usage: prometheus_cpp register THREADS CHILDREN\n");
    return 2;
  }
  prometheus::Registry registry;
  auto& family = prometheus::BuildCounter().Name("requests_total").Help("Requests.").Register(registry);
  const auto start = std::chrono::steady_clock::now();
  for (int index = 0; index < children; ++index) {
    family.Add({{"method", "GET"}, {"customer", "customer-" + std::to_string(index)}});
  }
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  std::printf("%f\n", taken.count());
}
