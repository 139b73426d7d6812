import AzureBatch
import Catalog

/// The reader of pools: refuses without quoting, or reads, and only pools that have an id.
enum FuzzedPools {
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        do {
            let (pools, _) = try PoolDecoder.page(HTTPAnswer(status: 200, headers: [], body: Array(bytes)))
            precondition(pools.allSatisfy { !$0.id.isEmpty }, "a pool without an id")
        } catch {
            let words = error.message.wholeMatch(
                of:
                    /cannot use the answer: (it is not JSON|[A-Za-z.\[\]0-9]* ?is (missing|null|empty|no date|of the wrong type))/
            )
            precondition(words != nil, "words that are not ours: \(error.message)")
        }
        return 0
    }
}
