/// What the process has given back to its allocator.
enum FreedMemory {
    /// Has what is given back overwritten (mallopt(3)): answers of the service carry more than is ours to keep, and
    /// neither that nor a key is to be found in a core.
    static func wipe() {
        _ = mallopt(perturb, 1)
    }

    /// `M_PERTURB`, a macro.
    private static let perturb: CInt = -6
}

/// malloc.h is no part of the module that the C library has for Swift.
@_silgen_name("mallopt") private func mallopt(_ parameter: CInt, _ value: CInt) -> CInt
