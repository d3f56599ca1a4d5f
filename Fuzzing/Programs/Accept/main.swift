import NinesExposition

/// libFuzzer's loop, as SwiftPM names the program's entry itself. Safe: two pointers and a C function, in registers alike
/// in Swift's and in C's calling convention.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Called by libFuzzer with one input. Safe: the bytes are copied before the call returns.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let header = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    _ = ExpositionFormat.negotiate(accept: header)
    return 0
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
_ = runFuzzer(&count, &arguments, fuzz)
