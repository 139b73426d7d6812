import Glibc

/// What the process has given back to its allocator.
enum FreedMemory {
    /// Has what is given back overwritten (mallopt(3), M_PERTURB): answers of the service carry more than is ours to keep,
    /// and neither that nor a key is to be found in a core.
    static func wipe() {
        // The constant is a macro that is not imported.
        mallopt(-6, 1)
    }
}
