/// How the C library gives memory out and takes it back (mallopt(3)).
enum Allocator {
    /// Settles both before there are other threads.
    static func prepare() {
        // What is given back is overwritten: answers of the service carry more than is ours to keep, and neither that nor
        // a key is to be found in a core.
        _ = mallopt(perturb, 1)
        // Else up to eight arenas a core keep what their threads once needed: with 2,000 accounts, 18 of 63 MB.
        _ = mallopt(arenaMax, 2)
    }

    /// `M_PERTURB` and `M_ARENA_MAX`, which are macros.
    private static let perturb: CInt = -6
    private static let arenaMax: CInt = -8
}

/// malloc.h is no part of the module that the C library has for Swift.
@_silgen_name("mallopt") private func mallopt(_ parameter: CInt, _ value: CInt) -> CInt
