// Times one operation of rust-prometheus, as nines-bench asks for it:
//
//     rust_prometheus_bench OPERATION THREADS ITERATIONS
//
// prints the nanoseconds per unit of work of the slowest thread. All threads work on the same metrics.
use prometheus::{
    Counter, CounterVec, Encoder, Gauge, Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts, Registry,
    TextEncoder,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// As many as nines-bench observes: more than a branch predictor learns.
const VALUE_COUNT: usize = 1 << 16;
const TURN_COUNT: usize = 1 << 12;
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (operation, threads, iterations) = match arguments.as_slice() {
        [operation, threads, iterations] => match (threads.parse(), iterations.parse()) {
            (Ok(threads), Ok(iterations)) if threads > 0 => (operation.as_str(), threads, iterations),
            _ => fail("THREADS and ITERATIONS must be positive numbers"),
        },
        _ => fail("usage: rust_prometheus_bench OPERATION THREADS ITERATIONS"),
    };
    let nanoseconds = match operation {
        "counter" => {
            let counter = IntCounter::new("requests_total", "Requests.").unwrap();
            measure(threads, iterations, |_| { let counter = counter.clone(); move |_| counter.inc() })
        }
        "counter-by-1.5" => {
            let counter = Counter::new("busy_seconds_total", "Time spent.").unwrap();
            measure(threads, iterations, |_| { let counter = counter.clone(); move |_| counter.inc_by(1.5) })
        }
        "gauge" => {
            let gauge = Gauge::new("queue_length", "Waiting jobs.").unwrap();
            measure(threads, iterations, |_| { let gauge = gauge.clone(); move |turn| gauge.set(turn as f64) })
        }
        "histogram" => {
            let histogram = Histogram::with_opts(HistogramOpts::new("seconds", "Time.")).unwrap();
            measure(threads, iterations, |thread| {
                let (histogram, values) = (histogram.clone(), durations(thread as u64 + 1));
                move |turn| histogram.observe(values[turn & (VALUE_COUNT - 1)])
            })
        }
        "look-up" => {
            let family = IntCounterVec::new(Opts::new("http_requests_total", "Requests."), &["method", "route"]).unwrap();
            let keys: Vec<(String, String)> = METHODS
                .iter()
                .flat_map(|method| (0..20).map(move |route| (method.to_string(), format!("/api/v1/customers/{{id}}/{route}"))))
                .collect();
            measure(threads, iterations, |thread| {
                let mut random = SplitMix64(thread as u64 + 1);
                let turns: Vec<(String, String)> =
                    (0..TURN_COUNT).map(|_| keys[random.next() as usize % keys.len()].clone()).collect();
                let family = family.clone();
                move |turn| {
                    let key = &turns[turn & (TURN_COUNT - 1)];
                    family.with_label_values(&[&key.0, &key.1]).inc()
                }
            })
        }
        "register" => register(100_000) / 100_000.0,
        "encode-counters" => encode(10_000, iterations) / 10_000.0,
        _ => fail("operations: counter counter-by-1.5 gauge histogram look-up register encode-counters"),
    };
    println!("{nanoseconds}");
}

/// Starts the threads together, each in a loop over what `prepare` made for it, and tells the slowest one's nanoseconds
/// per turn.
fn measure<Operation: FnMut(usize) + Send>(
    threads: usize, iterations: usize, prepare: impl Fn(usize) -> Operation,
) -> f64 {
    let missing = AtomicUsize::new(threads);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| {
                let mut operation = prepare(thread);
                let missing = &missing;
                scope.spawn(move || {
                    operation(0);
                    missing.fetch_sub(1, Ordering::AcqRel);
                    while missing.load(Ordering::Acquire) > 0 {}
                    let start = Instant::now();
                    for turn in 0..iterations {
                        operation(turn);
                        std::sync::atomic::compiler_fence(Ordering::SeqCst);
                    }
                    start.elapsed().as_nanos() as f64 / iterations as f64
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).fold(0.0, f64::max)
    })
}

/// The label values that make lines of about 70 bytes.
fn page_keys(count: usize) -> Vec<(&'static str, String)> {
    (0..count).map(|index| (METHODS[index % METHODS.len()], format!("/api/v1/items/{index:06}"))).collect()
}

/// Nanoseconds until a family has so many children.
fn register(count: usize) -> f64 {
    let family = CounterVec::new(Opts::new("http_requests_total", "Requests."), &["method", "route"]).unwrap();
    let keys = page_keys(count);
    let start = Instant::now();
    for (method, route) in &keys {
        family.with_label_values(&[method, route]).inc();
    }
    start.elapsed().as_nanos() as f64
}

/// Nanoseconds per page of so many counters, gathered and encoded.
fn encode(count: usize, iterations: usize) -> f64 {
    let registry = Registry::new();
    let family = IntCounterVec::new(Opts::new("http_requests_total", "Requests."), &["method", "route"]).unwrap();
    registry.register(Box::new(family.clone())).unwrap();
    for (index, (method, route)) in page_keys(count).iter().enumerate() {
        family.with_label_values(&[method, route]).inc_by(index as u64 * 37);
    }
    let mut page = Vec::new();
    let mut start = Instant::now();
    for turn in 0..=iterations {
        if turn == 1 { start = Instant::now() }
        page.clear();
        TextEncoder::new().encode(&registry.gather(), &mut page).unwrap();
    }
    start.elapsed().as_nanos() as f64 / iterations as f64
}

/// Those of nines-bench: spread evenly over the buckets' magnitudes.
fn durations(seed: u64) -> Vec<f64> {
    let mut random = SplitMix64(seed);
    (0..VALUE_COUNT).map(|_| 10f64.powf((random.next() >> 11) as f64 / (1u64 << 53) as f64 * 4.3 - 3.0)).collect()
}

/// The generator of nines-bench.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(2)
}
