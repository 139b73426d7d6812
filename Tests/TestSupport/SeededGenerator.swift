import Foundation

/// Numbers that a failed run can be repeated with (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    /// `$BATCHIMGD_SEED`, which repeats a run; else one that is said where the run fails.
    package static var seed: UInt64 {
        ProcessInfo.processInfo.environment["BATCHIMGD_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
