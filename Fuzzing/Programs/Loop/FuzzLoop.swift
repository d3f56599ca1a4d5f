import Synchronization

/// libFuzzer's loop, as SwiftPM names the program's entry itself. Safe: two pointers and a C function, in registers
/// alike in Swift's and in C's calling convention.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What is done with each input: a C function cannot carry it.
private let body = Mutex(Body { _ in })

/// A function as a value of its own: a bare one would be wrapped once more each time that the mutex hands it out, until
/// the stack is too small for the wrappers.
private struct Body {
    let run: @Sendable ([UInt8]) -> Void

    init(_ run: @escaping @Sendable ([UInt8]) -> Void) { self.run = run }
}

/// Called by libFuzzer with one input. Safe: the bytes are copied before the call returns.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: data, count: count))
    body.withLock { $0 }.run(input)
    return 0
}

/// Runs `test` with one input after the other, as the program's arguments say, and ends the program with the first that
/// it traps on. Called once.
package func fuzz(_ test: @escaping @Sendable (_ input: [UInt8]) -> Void) {
    body.withLock { $0 = Body(test) }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    _ = runFuzzer(&count, &arguments, fuzzOne)
}

/// Ends the program with a finding. Unlike that of a precondition, the text is also written by optimized programs.
package func finding(_ text: String) -> Never { fatalError(text) }
